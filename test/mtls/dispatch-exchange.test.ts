import { gzipSync } from 'node:zlib';
import { describe, expect, it, vi } from 'vitest';
import { exchange } from '../../src/mtls/dispatch-exchange';
import type { MtlsAttempt } from '../../src/mtls/mtls-dispatchers';
import { prepareMtlsRequest } from '../../src/mtls/mtls-request';
import { failureOf } from '../helpers/failure-of';

/** The handler that undici gets. */
interface Handler {
  onConnect(abort: (reason: unknown) => void): void;
  onHeaders(status: number, raw: Buffer[], resume: () => void, message: string): boolean;
  onData(chunk: Buffer): boolean;
  onComplete(): void;
  onError(error: Error): void;
}

/** An exchange with a connection that the test plays. */
function exchangeOf(
  call: { headers?: object; body?: unknown; method?: string } = {},
  controller = new AbortController(),
) {
  const request = prepareMtlsRequest(
    {
      method: 'POST',
      url: 'https://h.example.com:8443/a?b=1',
      headers: {},
      body: undefined,
      options: {},
      ...call,
    },
    {},
  );
  const given: object[] = [];
  let handler = undefined as unknown as Handler;
  const aborted: unknown[] = [];
  const resume = vi.fn();
  const sent = vi.fn();
  const attempt: MtlsAttempt = { signal: controller.signal, sent, reused: undefined };
  const dispatch = (options: object, next: object) => {
    given.push(options);
    handler = next as Handler;
  };
  const answer = exchange(request, dispatch, attempt);
  answer.catch(() => {});
  return {
    ...{ answer, given, aborted, resume, sent, controller },
    get handler() {
      return handler;
    },
    connect: () => handler.onConnect((reason) => aborted.push(reason)),
    head: (raw: string[] = [], status = 200) =>
      handler.onHeaders(
        status,
        raw.map((text) => Buffer.from(text, 'latin1')),
        resume,
        'Fine',
      ),
  };
}

async function textOf(stream: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

describe('a request', () => {
  it('goes to the host and the path, with the headers of fetch', () => {
    const target = {
      ...{
        origin: 'https://h.example.com:8443',
        path: '/a?b=1',
        method: 'POST',
        servername: 'h.example.com',
      },
    };
    expect(exchangeOf().given).toEqual([
      { ...target, headers: { accept: '*/*', 'accept-encoding': 'gzip, deflate, br' }, body: null },
    ]);
    const headers = { Accept: 'x', 'X-A': ['1', '2', '3'], 'Accept-Encoding': 'gzip' };
    expect(exchangeOf({ headers, body: 'text' }).given).toEqual([
      {
        ...target,
        headers: { Accept: 'x', 'X-A': ['1', '2', '3'], 'Accept-Encoding': 'gzip' },
        body: Buffer.from('text'),
      },
    ]);
  });

  it('is told of when it is written', () => {
    const played = exchangeOf();
    expect(played.sent).not.toHaveBeenCalled();
    played.connect();
    expect(played.sent).toHaveBeenCalledTimes(1);
  });
});

describe('an answer', () => {
  it('has its head in the form of fetch', async () => {
    const played = exchangeOf();
    played.connect();
    const raw = [
      'X-A',
      '1',
      'x-a',
      '2',
      'Set-Cookie',
      'a=1',
      'set-cookie',
      'b=2',
      '__proto__',
      'x',
      'Y',
      'é',
      'odd',
    ];
    expect(played.head(raw, 201)).toBe(true);
    const { stream, headers, ...rest } = await played.answer;
    expect(rest).toEqual({ statusCode: 201, statusMessage: 'Fine', httpVersion: '1.1', rawHeaders: raw });
    expect(Object.entries(headers)).toEqual([
      ['x-a', '1, 2'],
      ['set-cookie', ['a=1', 'b=2']],
      ['__proto__', 'x'],
      ['y', 'é'],
    ]);
    stream.destroy();
  });

  it('comes after interim answers, and its body as it is read', async () => {
    const played = exchangeOf();
    played.connect();
    expect(played.head([], 103)).toBe(true);
    expect(played.handler.onData(Buffer.from('early'))).toBe(true);
    expect(played.head([], 199)).toBe(true);
    played.head([], 200);
    expect(played.resume).not.toHaveBeenCalled();
    const { stream, statusCode } = await played.answer;
    const text = textOf(stream);
    expect(played.handler.onData(Buffer.from('bo'))).toBe(true);
    played.handler.onData(Buffer.from('dy'));
    played.handler.onComplete();
    expect([statusCode, await text]).toEqual([200, 'body']);
    expect(played.resume).toHaveBeenCalled();
    expect(played.aborted).toEqual([]);
  });

  it.each([
    ['gzip', gzipSync('text')],
    ['x-gzip', gzipSync('text')],
    ['GZIP, gzip', gzipSync(gzipSync('text'))],
    ['gzip, identity', gzipSync('text')],
    [undefined, Buffer.from('text')],
  ])('is decoded: %s', async (encoding, bytes) => {
    const played = exchangeOf();
    played.connect();
    played.head(encoding === undefined ? [] : ['Content-Encoding', encoding]);
    const { stream } = await played.answer;
    const text = textOf(stream);
    played.handler.onData(bytes);
    played.handler.onComplete();
    expect(await text).toBe('text');
  });

  it('tells the connection to wait when nobody reads', async () => {
    const played = exchangeOf();
    played.connect();
    played.head();
    await played.answer;
    expect(played.handler.onData(Buffer.alloc(1_000_000))).toBe(false);
  });
});

describe('the end of an exchange', () => {
  const REASON = new Error('enough');

  it('before it begins: nothing is sent', async () => {
    const played = exchangeOf({}, Object.assign(new AbortController()));
    expect(played.given).toHaveLength(1);
    const controller = new AbortController();
    controller.abort(REASON);
    const never = exchangeOf({}, controller);
    expect(await failureOf(never.answer)).toBe(REASON);
    expect(never.given).toEqual([]);
  });

  it('before it is connected: it is not written', async () => {
    const played = exchangeOf();
    played.controller.abort(REASON);
    expect(await failureOf(played.answer)).toBe(REASON);
    played.connect();
    expect(played.aborted).toEqual([REASON]);
    expect(played.sent).not.toHaveBeenCalled();
  });

  it('while it waits for the head: the connection ends', async () => {
    const played = exchangeOf();
    played.connect();
    played.controller.abort(REASON);
    expect(await failureOf(played.answer)).toBe(REASON);
    expect(played.aborted).toEqual([REASON]);
  });

  it('in the body: its reader and the connection are told', async () => {
    const played = exchangeOf();
    played.connect();
    played.head();
    const { stream } = await played.answer;
    const text = failureOf(textOf(stream));
    played.controller.abort(REASON);
    expect(await text).toBe(REASON);
    expect(new Set(played.aborted)).toEqual(new Set([REASON]));
  });

  it('by the reader: the connection ends, with a reason', async () => {
    const played = exchangeOf();
    played.connect();
    played.head();
    const { stream } = await played.answer;
    stream.destroy();
    await vi.waitFor(() => expect(played.aborted).toEqual([new Error('The body was not read to its end')]));
  });

  it.each(['onComplete', 'onError'] as const)('by itself leaves no listener: %s', async (event) => {
    const played = exchangeOf();
    const remove = vi.spyOn(played.controller.signal, 'removeEventListener');
    played.connect();
    played.head();
    const { stream } = await played.answer;
    stream.resume();
    if (event === 'onError') played.handler.onError(REASON);
    else played.handler.onComplete();
    expect(remove).toHaveBeenCalledTimes(1);
    await new Promise(setImmediate);
    expect(stream.errored).toBe(event === 'onError' ? REASON : null);
    played.controller.abort(new Error('late'));
    await new Promise(setImmediate);
    expect(stream.errored).toBe(event === 'onError' ? REASON : null);
  });

  it('by an error before the head rejects', async () => {
    const played = exchangeOf();
    played.connect();
    played.handler.onError(REASON);
    expect(await failureOf(played.answer)).toBe(REASON);
  });
});
