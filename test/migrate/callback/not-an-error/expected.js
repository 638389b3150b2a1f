async function lambda(input) {
  const { kind, value } = input.payload;
  if (kind === 'text') throw new Error('plain text');
  if (kind === 'object') throw toError({ statusCode: 404, message: 'not found' });
  if (kind === 'template') throw new Error(`no ${value}`);
  if (value !== undefined && value !== null) throw toError(value);
  return 'fine';
}

/** Makes an Error of a failure that is none. Its message is what LivePerson Functions V1 showed. */
function toError(failure) {
  if (failure instanceof Error) return failure;
  const isObject = typeof failure === 'object' && failure !== null && !Array.isArray(failure);
  if (isObject && typeof failure.message === 'string') return Object.assign(new Error(failure.message), failure);
  return new Error(typeof failure === 'string' ? failure : JSON.stringify(failure));
}
