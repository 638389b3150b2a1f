/** What a transport of a test returns: a call that resolves with a full response of this body. */
export function answered(body: Promise<unknown>): object {
  const call = body.then((value) => ({ statusCode: 200, headers: {}, body: value }));
  return Object.assign(call, { on: () => call });
}

/** The same for a call whose request leaves, and that fails afterwards with this error. */
export function sentAndFailed(error: unknown): object {
  const call = Promise.reject(error);
  call.catch(() => {});
  const on = (event: string, listener: (request: object) => void): object => {
    if (event === 'request') listener({});
    return call;
  };
  return Object.assign(call, { on });
}
