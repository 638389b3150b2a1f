/** The helper that makes an Error from what V1 took as a failure, with the message that V1 showed. */
export const TO_ERROR = `/** Makes an Error of a failure that is none. Its message is what LivePerson Functions V1 showed. */
function toError(failure) {
  if (failure instanceof Error) return failure;
  const isObject = typeof failure === 'object' && failure !== null && !Array.isArray(failure);
  if (isObject && typeof failure.message === 'string') return Object.assign(new Error(failure.message), failure);
  return new Error(typeof failure === 'string' ? failure : JSON.stringify(failure));
}`;
