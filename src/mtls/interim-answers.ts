import type { Socket } from 'node:net';

/** Whether a connection waits for the head of an answer. Its owner sets this when it sends a request. */
export interface AwaitedHead {
  isAwaited: boolean;
}

/** The status line of an interim answer. 101 is excluded, because it is the last answer of a connection. */
const INTERIM = /^HTTP\/1\.[01] 1(?!01)\d\d[ \r]/;
/** With this many characters, {@link INTERIM} can decide. */
const STATUS_CHARACTERS = 'HTTP/1.1 100 '.length;
const END_OF_HEAD = '\r\n\r\n';
/** A longer head is passed on unchanged, because an interim answer has only a few headers. */
const MAX_HEAD_BYTES = 16_384;

/**
 * Removes interim answers, such as `100 Continue` and `103 Early Hints`, from what is read from a socket. A server may send them without
 * being asked (RFC 9110, section 15.2). undici takes a `100 Continue` for a broken answer and closes the connection.
 */
export function skipInterimAnswers(socket: Socket, head: AwaitedHead): void {
  const read = socket.read.bind(socket);
  let kept: Buffer = Buffer.alloc(0);
  socket.read = (size?: number): unknown => {
    const chunk: unknown = read(size);
    if (!head.isAwaited || !Buffer.isBuffer(chunk)) return chunk;
    const { rest, isDecided } = withoutInterim(kept.length === 0 ? chunk : Buffer.concat([kept, chunk]));
    kept = isDecided ? Buffer.alloc(0) : rest;
    if (!isDecided) return null;
    head.isAwaited = false;
    return rest;
  };
}

/** The bytes after the interim answers, and whether it is known what they are. */
function withoutInterim(bytes: Buffer): { rest: Buffer; isDecided: boolean } {
  let rest = bytes;
  for (;;) {
    const start = rest.toString('latin1', 0, STATUS_CHARACTERS);
    const isShort = start.length < STATUS_CHARACTERS && 'HTTP/1.'.startsWith(start.slice(0, 7));
    if (!isShort && !INTERIM.test(start)) return { rest, isDecided: true };
    const end = rest.indexOf(END_OF_HEAD);
    if (end === -1) return { rest, isDecided: rest.length > MAX_HEAD_BYTES };
    rest = rest.subarray(end + END_OF_HEAD.length);
  }
}
