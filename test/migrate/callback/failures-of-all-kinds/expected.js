const TEXT = 'a constant';
const problem = new Error('made before');
async function lambda(input) {
  const { kind } = input.payload;
  try {
    if (kind === 1) return Promise.reject(new Error('one ' + kind));
    if (kind === 2) return Promise.reject(new Error(TEXT));
    if (kind === 3) return Promise.reject(problem);
    if (kind === 4) return Promise.reject(Error('called'));
    if (kind === 5) return Promise.reject(new Error(JSON.stringify([1, { a: 2 }])));
    if (kind === 6) return Promise.reject(new Error(JSON.stringify({ kind })));
    if (kind === 7) return Promise.reject(new Error(String(kind)));
    if (kind === 8) return Promise.reject(toError(kind > 7 ? 'eight' : { kind }));
    if (kind === 9) return Promise.reject(toError(input.payload.none || 'nine'));
    if (kind === 10) return Promise.reject(Object.assign(new Error('ten'), { code: 10 }));
    if (kind === 11) return Promise.reject(toError(-kind));
    if (kind === 12) return Promise.reject(new Error(JSON.stringify(12)));
    if (kind === 13) return 'fine';
    throw new RangeError('none');
  } catch (error) {
    throw new Error(error.message);
  }
}

/** Makes an Error of a failure that is none. Its message is what LivePerson Functions V1 showed. */
function toError(failure) {
  if (failure instanceof Error) return failure;
  const isObject = typeof failure === 'object' && failure !== null && !Array.isArray(failure);
  if (isObject && typeof failure.message === 'string') return Object.assign(new Error(failure.message), failure);
  return new Error(typeof failure === 'string' ? failure : JSON.stringify(failure));
}
