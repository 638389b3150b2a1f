/** A call as what another stream is piped into. The public types know a call only as the source of a pipe. */
export function asDestination(call: object): NodeJS.WritableStream {
  return call as NodeJS.WritableStream;
}
