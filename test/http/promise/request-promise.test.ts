import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createSendCall } from '../../../src/http/client/send-call';
import { createHttpCore } from '../../../src/http/http-core';
import type { HttpRequestOptions } from '../../../src/http/request/options';
import type { Hop, WireBody } from '../../../src/http/wire/message';
import { failureOf } from '../../helpers/failure-of';

const core = createHttpCore();
const send = createSendCall(core);
let hops: Hop[];
let stream: PassThrough;

/** Every call is answered at the admission with this stream. Nothing is sent. */
beforeEach(() => {
  core.configuration.configure({ logger: {} });
  hops = [];
  stream = new PassThrough();
  vi.spyOn(core.admission, 'admit').mockImplementation(async (hop) => {
    hops.push(hop as Hop);
    const head = { statusCode: 200, statusMessage: 'OK', httpVersion: '1.1', headers: {}, rawHeaders: [] };
    return { refusal: { ...head, stream } };
  });
});
afterEach(() => {
  vi.restoreAllMocks();
  core.reset();
});

const call = (options: HttpRequestOptions = {}) => send({ uri: 'http://api.example.com/', ...options });
const turn = () => new Promise<void>((resolve) => void setTimeout(resolve, 5));

/** Whether a promise is still open. */
async function isPending(promise: Promise<unknown>): Promise<boolean> {
  const open = Symbol('open');
  return (await Promise.race([promise.catch(() => undefined), turn().then(() => open)])) === open;
}

describe('a call', () => {
  it('tells what happens in its order, and then calls back', async () => {
    const seen: unknown[] = [];
    const callback = vi.fn(function (this: unknown) {
      seen.push('callback');
    });
    const request = call({ callback });
    for (const event of ['response', 'data', 'end', 'complete', 'close', 'error', 'abort']) {
      request.on(event, (...values: unknown[]) => seen.push([event, values.length]));
    }
    stream.end('body');
    expect(await request).toBe('body');
    await turn();
    expect(seen).toEqual([
      ['response', 1],
      ['data', 1],
      ['end', 1],
      'callback',
      ['complete', 2],
      ['close', 0],
    ]);
    const [error, response, body] = callback.mock.lastCall as unknown as [null, { body: string }, string];
    expect([error, response.body, body]).toEqual([null, 'body', 'body']);
    expect(callback.mock.contexts[0]).toBe(request);
  });

  it('calls back with its error, which need not be handled', async () => {
    vi.mocked(core.admission.admit).mockRejectedValue(new Error('refused'));
    const callback = vi.fn();
    const seen: unknown[] = [];
    const request = call({ callback });
    for (const event of ['complete', 'close', 'error'])
      request.on(event, (...values: unknown[]) => seen.push([event, values]));
    await turn();
    const cause = expect.objectContaining({ message: 'refused' });
    expect(callback.mock.calls).toEqual([[cause, undefined, undefined]]);
    expect(callback.mock.contexts[0]).toBe(request);
    expect(seen).toEqual([
      ['error', [cause]],
      ['close', []],
    ]);
  });

  it.each<[HttpRequestOptions, unknown[]]>([
    [{ encoding: 'hex' }, ['62', '6f6479']],
    [{ encoding: 'base64' }, ['Ym9k', 'eQ==']],
    [{ encoding: null }, [Buffer.from('b'), Buffer.from('ody')]],
    [{}, [Buffer.from('b'), Buffer.from('ody')]],
  ])('with %j emits its data in its encoding', async (options, chunks) => {
    const data: unknown[] = [];
    const request = call(options).on('data', (chunk: unknown) => data.push(chunk));
    await turn();
    stream.write('b');
    await turn();
    stream.end('ody');
    await request;
    expect(data).toEqual(chunks);
  });

  it('says that it can be read and written, and has one plain promise', async () => {
    const request = call();
    expect([request.readable, request.writable]).toEqual([true, true]);
    const plain = request.promise();
    expect(request.promise()).toBe(plain);
    expect(plain.constructor).toBe(Promise);
    stream.end('body');
    expect(await plain).toBe('body');
    const last = vi.fn();
    expect(await request.finally(last)).toBe('body');
    expect(last).toHaveBeenCalledTimes(1);
  });

  it('has times only if it asks for them', async () => {
    stream.end();
    const response = await call({ time: true, resolveWithFullResponse: true });
    expect(response).toMatchObject({
      elapsedTime: expect.any(Number),
      responseStartTime: expect.any(Number),
    });
    stream = new PassThrough().end();
    const plain = await call({ resolveWithFullResponse: true });
    expect(plain).not.toHaveProperty('elapsedTime');
  });
});

describe('a body that is too large for memory', () => {
  it.each<[string, (request: ReturnType<typeof call>) => unknown, boolean]>([
    ['is only piped', () => {}, true],
    ['has its error handled', (request) => request.catch(() => {}), true],
    ['has its end awaited', (request) => request.finally(() => {}).catch(() => {}), true],
    ['has its value awaited', (request) => request.then(() => {}).catch(() => {}), false],
  ])('arrives whole in a stream if the call %s', async (_name, use, arrives) => {
    const request = call({ maxResponseBytes: 2 });
    const target = request.pipe(new PassThrough());
    use(request);
    const received = arrives ? text(target) : failureOf(request);
    await turn();
    stream.end('body');
    if (arrives) expect(await received).toBe('body');
    else expect((await (received as Promise<Error>)).message).toContain('is larger than 2 bytes');
  });
});

describe('abort', () => {
  it.each(['abort', 'cancel'] as const)(
    'by %s ends a call that has begun, once, and leaves the promise open',
    async (method) => {
      const seen: string[] = [];
      const request = call();
      for (const event of ['abort', 'error', 'close', 'complete']) request.on(event, () => seen.push(event));
      await turn();
      expect(hops).toHaveLength(1);
      request[method]();
      request[method]();
      expect(stream.destroyed).toBe(true);
      expect(await isPending(request)).toBe(true);
      expect(seen).toEqual(['abort']);
    },
  );

  it('before the call is sent sends nothing', async () => {
    const request = call();
    request.abort();
    await turn();
    expect(hops).toEqual([]);
  });

  it('does nothing after the end', async () => {
    const request = call();
    const listener = vi.fn();
    request.on('abort', listener);
    stream.end('body');
    await request;
    request.abort();
    expect(listener).not.toHaveBeenCalled();
  });
});

describe('the signal of a call', () => {
  it('ends it with its reason, before and while it is under way', async () => {
    const early = new AbortController();
    const first = call({ signal: early.signal });
    early.abort(new Error('enough'));
    expect((await failureOf(first)).cause?.message).toBe('enough');
    expect(hops).toEqual([]);
    const late = new AbortController();
    const second = call({ signal: late.signal });
    await turn();
    late.abort(new Error('enough'));
    expect((await failureOf(second)).cause?.message).toBe('enough');
    expect(stream.destroyed).toBe(true);
    expect((await failureOf(call({ signal: late.signal }))).cause?.message).toBe('enough');
  });

  it.each(['has ended', 'has failed', 'was aborted'])('is left alone when the call %s', async (end) => {
    const signal = {
      aborted: false,
      reason: undefined,
      addEventListener: vi.fn(),
      removeEventListener: vi.fn(),
    };
    if (end === 'has failed') vi.mocked(core.admission.admit).mockRejectedValue(new Error('refused'));
    const request = send({ uri: 'http://api.example.com/' }, { signal: signal as never });
    const settled = request.catch(() => {});
    expect(signal.addEventListener.mock.calls).toEqual([['abort', expect.any(Function), { once: true }]]);
    if (end === 'was aborted') request.abort();
    else {
      stream.end();
      await settled;
    }
    expect(signal.removeEventListener.mock.calls).toEqual([
      ['abort', signal.addEventListener.mock.lastCall?.[1]],
    ]);
  });
});

describe('a body that is written', () => {
  const bodyOf = async (hop: Hop | undefined) =>
    text(hop?.body as Exclude<WireBody, string | Buffer | undefined>);

  it('is sent, in its encoding', async () => {
    const request = call({ method: 'POST' });
    const done = vi.fn();
    expect(request.write('61', 'hex', done)).toBe(true);
    request.write('ä');
    expect(request.end(Buffer.from('z'))).toBe(request);
    await turn();
    expect(await bodyOf(hops[0])).toBe('aäz');
    expect(done).toHaveBeenCalledTimes(1);
    stream.end();
    await request;
  });

  it('may be empty, or ended by destroy', async () => {
    const requests = [call({ method: 'POST' }), call({ method: 'POST' })];
    requests[0]?.end();
    requests[1]?.write('a');
    requests[1]?.destroy();
    await turn();
    expect(await Promise.all(hops.map(bodyOf))).toEqual(['', 'a']);
    stream.end();
  });

  it('may come from another call, which waits for it', async () => {
    const target = call({ method: 'PUT' });
    const source = call();
    expect(source.pipe(target as unknown as NodeJS.WritableStream)).toBe(target);
    await turn();
    stream.end('piped');
    expect(hops).toHaveLength(2);
    const put = hops.find(({ method }) => method === 'PUT');
    expect(await bodyOf(put)).toBe('piped');
  });
});

it('pause holds the body back until resume, also before it arrives', async () => {
  const request = call();
  const data = vi.fn();
  request.on('data', data);
  request.pause();
  await turn();
  stream.write('a');
  await turn();
  expect(data).not.toHaveBeenCalled();
  request.resume();
  await turn();
  expect(data).toHaveBeenCalledTimes(1);
  request.pause();
  stream.end('b');
  await turn();
  expect(data).toHaveBeenCalledTimes(1);
  request.resume();
  expect(await request).toBe('ab');
});
