/** What a transport of a test returns: a call that resolves with a full response of this body. */
export function answered(body: Promise<unknown>): object {
  const call = body.then((value) => ({ statusCode: 200, headers: {}, body: value }));
  return Object.assign(call, { on: () => call });
}
