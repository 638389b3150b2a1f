import type { Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import { skipInterimAnswers } from '../../src/mtls/interim-answers';

/** A socket that reads these chunks in turn. Its reader gets what remains of them, and null when it has to wait. */
function readerOf(chunks: unknown[], isAwaited = true) {
  const sizes: unknown[] = [];
  const socket = {
    read(size?: number): unknown {
      sizes.push(size);
      return chunks.shift();
    },
  };
  const head = { isAwaited };
  skipInterimAnswers(socket as unknown as Socket, head);
  const read = (size?: number) => {
    const chunk = socket.read(size);
    return Buffer.isBuffer(chunk) ? chunk.toString() : chunk;
  };
  return { read, head, sizes };
}

const bytes = (...texts: string[]) => texts.map((text) => Buffer.from(text));
const OK = 'HTTP/1.1 200 OK\r\n\r\nbody';
const CONTINUE = 'HTTP/1.1 100 Continue\r\n\r\n';
const HINTS = 'HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n';

describe('what is read from a socket', () => {
  it.each<[what: string, chunks: string[], read: unknown[]]>([
    ['an answer', [OK], [OK]],
    ['an answer in pieces', ['HTTP', OK.slice(4)], [null, OK]],
    [
      'a piece that could be an interim answer',
      ['HTTP/1.1 10', '0\r\n\r\nHTTP/1.1 204 No'],
      [null, 'HTTP/1.1 204 No'],
    ],
    ['a short piece of something else', ['HTTQ'], ['HTTQ']],
    ['a short piece of another version', ['HTTP/2.0 100'], ['HTTP/2.0 100']],
    ['twelve characters', ['HTTP/1.1 200', ' OK'], [null, 'HTTP/1.1 200 OK']],
    ['thirteen characters', ['HTTP/1.1 200 '], ['HTTP/1.1 200 ']],
    ['100', [CONTINUE + OK], [OK]],
    ['100 alone', [CONTINUE, OK], [null, OK]],
    ['100 in pieces', [CONTINUE.slice(0, 20), CONTINUE.slice(20) + OK], [null, OK]],
    ['100 without words', ['HTTP/1.1 100\r\n\r\n', OK], [null, OK]],
    ['several', [CONTINUE + HINTS, HINTS + OK], [null, OK]],
    ['HTTP/1.0', [`HTTP/1.0 100 Continue\r\n\r\n${OK}`], [OK]],
    ['101', ['HTTP/1.1 101 Switching\r\n\r\n'], ['HTTP/1.1 101 Switching\r\n\r\n']],
    ['a status of four digits', ['HTTP/1.1 1000 X\r\n\r\n'], ['HTTP/1.1 1000 X\r\n\r\n']],
  ])('is an answer without interim answers: %s', (_what, chunks, expected) => {
    const { read, head } = readerOf(bytes(...chunks));
    expect(expected.map(() => read())).toEqual(expected);
    expect(head.isAwaited).toBe(expected.at(-1) === null);
  });

  it('is unchanged when no head is awaited, or when there are no bytes', () => {
    const { read, sizes } = readerOf(bytes(CONTINUE), false);
    expect([read(7), read()]).toEqual([CONTINUE, undefined]);
    expect(sizes).toEqual([7, undefined]);
    const awaiting = readerOf([null, 'text', ...bytes(OK)]);
    expect([awaiting.read(), awaiting.read(), awaiting.read()]).toEqual([null, 'text', OK]);
  });

  it('is unchanged after the head, until the next one is awaited', () => {
    const { read, head } = readerOf(bytes(OK, CONTINUE, CONTINUE + OK));
    expect([read(), read()]).toEqual([OK, CONTINUE]);
    head.isAwaited = true;
    expect(read()).toBe(OK);
  });

  it('is passed on when the head of an interim answer is too long', () => {
    const head = 'HTTP/1.1 103 Early Hints\r\n';
    const [fits, long] = [head.padEnd(16_384, 'x'), head.padEnd(16_385, 'x')];
    expect(readerOf(bytes(fits)).read()).toBeNull();
    expect(readerOf(bytes(long)).read()).toBe(long);
  });
});
