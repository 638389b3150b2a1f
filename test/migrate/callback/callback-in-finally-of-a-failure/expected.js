async function lambda(input) {
  let failure;
  try {
    if (input.payload.leaves) return;
    input.payload.list.push(1);
  } catch (error) {
    failure = error;
    if (input.payload.throws) throw new TypeError('another');
  } finally {
    if (failure !== undefined && failure !== null) throw toError(failure);
    return input.payload.list;
  }
}

/** Makes an Error of a failure that is none. Its message is what LivePerson Functions V1 showed. */
function toError(failure) {
  if (failure instanceof Error) return failure;
  const isObject = typeof failure === 'object' && failure !== null && !Array.isArray(failure);
  if (isObject && typeof failure.message === 'string') return Object.assign(new Error(failure.message), failure);
  return new Error(typeof failure === 'string' ? failure : JSON.stringify(failure));
}
