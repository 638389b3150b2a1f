async function lambda(input) {
  if (input.payload.a) { if (input.payload.e !== undefined && input.payload.e !== null) throw toError(input.payload.e); return 1; }
  else { if (input.payload.e !== undefined && input.payload.e !== null) throw toError(input.payload.e); return; }
}

/** Makes an Error of a failure that is none. Its message is what LivePerson Functions V1 showed. */
function toError(failure) {
  if (failure instanceof Error) return failure;
  const isObject = typeof failure === 'object' && failure !== null && !Array.isArray(failure);
  if (isObject && typeof failure.message === 'string') return Object.assign(new Error(failure.message), failure);
  return new Error(typeof failure === 'string' ? failure : JSON.stringify(failure));
}
