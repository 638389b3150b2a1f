async function lambda(input) {
  return start(input.payload);
  function start(x) {
    return load(x).then(end, failed);
  }
  function end(value) {
    return value;
    function unused() {}
    return;
  }
  function failed(error) {
    if (!(error === undefined || error === null)) throw toError(error); return;
  }
}
async function load(x) { return x; }

/** Makes an Error of a failure that is none. Its message is what LivePerson Functions V1 showed. */
function toError(failure) {
  if (failure instanceof Error) return failure;
  const isObject = typeof failure === 'object' && failure !== null && !Array.isArray(failure);
  if (isObject && typeof failure.message === 'string') return Object.assign(new Error(failure.message), failure);
  return new Error(typeof failure === 'string' ? failure : JSON.stringify(failure));
}
