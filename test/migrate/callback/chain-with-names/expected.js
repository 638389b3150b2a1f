const load = async (x) => x;
const log = (e) => { console.error(e.message); throw e; };
async function lambda(input) {
  return load(input.payload).then(null, log).then((x) => x).catch((e) => { throw toError(e); });
}

/** Makes an Error of a failure that is none. Its message is what LivePerson Functions V1 showed. */
function toError(failure) {
  if (failure instanceof Error) return failure;
  const isObject = typeof failure === 'object' && failure !== null && !Array.isArray(failure);
  if (isObject && typeof failure.message === 'string') return Object.assign(new Error(failure.message), failure);
  return new Error(typeof failure === 'string' ? failure : JSON.stringify(failure));
}
