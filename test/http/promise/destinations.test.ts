import { EventEmitter, once } from 'node:events';
import { PassThrough, Writable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Container, createContainer } from '../../../src/container';
import { Destinations } from '../../../src/http/promise/destinations';
import { untilTestEnds } from '../../helpers/listen';
import { startServer } from '../../helpers/with-server';

/** More than the buffers of two streams and of a connection hold. */
const BODY = 'x'.repeat(4_000_000);
let container: Container;

beforeEach(() => {
  container = createContainer();
  container.configuration.configure({ whitelist: ['127.0.0.1'], rateLimit: { mode: 'off' }, logger: {} });
});
afterEach(() => container.reset());

it.each<[what: string, highWaterMark: number]>([
  ['is waited for', 1],
  ['could take more', 10 * BODY.length],
])(
  'a call ends when its only destination %s, and is destroyed in the middle of the body',
  async (_what, highWaterMark) => {
    const server = untilTestEnds(await startServer((_request, response) => void response.end(BODY)));
    const destination: Writable = new Writable({ highWaterMark, write: () => void destination.destroy() });
    const call = container.httpClient()(server.url());
    call.pipe(destination);
    // Nobody waits for the body, so that only the destination reads it.
    const [response] = await once(call as unknown as EventEmitter, 'complete');
    expect(response.statusCode).toBe(200);
  },
);

it('a call goes on for its other destination when one is taken away', async () => {
  const server = untilTestEnds(await startServer((_request, response) => void response.end(BODY)));
  const leaving: Writable = new Writable({ highWaterMark: 1, write: () => void leaving.destroy() });
  const call = container.httpClient()(server.url());
  call.pipe(leaving);
  expect(await text(call.pipe(new PassThrough()))).toBe(BODY);
});

describe('the destinations of a body', () => {
  const server = (extras = {}) =>
    Object.assign(new PassThrough(), { headersSent: false, setHeader: vi.fn(), statusCode: 200, ...extras });

  function responseWith(isDecoded: boolean) {
    const headers = { 'content-encoding': 'gzip', 'content-length': '1', 'x-a': ['b', 'c'], none: undefined };
    return { statusCode: 404, headers, isDecoded, content: new PassThrough() };
  }

  it.each([
    [true, [['x-a', ['b', 'c']]]],
    [
      false,
      [
        ['content-encoding', 'gzip'],
        ['content-length', '1'],
        ['x-a', ['b', 'c']],
      ],
    ],
  ])('get status and headers if they are answers of a server, decoded: %s', (isDecoded, headers) => {
    const [target, sent, plain] = [server(), server({ headersSent: true }), new PassThrough()];
    const destinations = new Destinations(undefined);
    for (const stream of [target, sent, plain]) destinations.add(stream, undefined);
    const announce = vi.fn(() => expect(target.setHeader).not.toHaveBeenCalled());
    destinations.start(responseWith(isDecoded) as never, announce);
    expect(announce).toHaveBeenCalledTimes(1);
    expect(target.statusCode).toBe(404);
    expect(target.setHeader.mock.calls).toEqual(headers);
    expect(target.setHeader.mock.contexts[0]).toBe(target);
    expect([sent.statusCode, sent.setHeader.mock.calls]).toEqual([200, []]);
    expect(plain).not.toHaveProperty('statusCode');
  });

  it('get the body, with their own options, before and after it has begun', async () => {
    const content = new PassThrough();
    const [early, late] = [new PassThrough(), new PassThrough()];
    const destinations = new Destinations(undefined);
    destinations.add(early, { end: false });
    destinations.start({ ...responseWith(false), content } as never, () => destinations.add(late, undefined));
    content.end('body');
    await vi.waitFor(() => expect(late.readableEnded || late.writableFinished).toBe(true));
    expect([String(early.read()), String(late.read()), early.writableEnded]).toEqual(['body', 'body', false]);
    const arrived = new PassThrough();
    const target = new PassThrough();
    new Destinations(arrived).add(target, undefined);
    arrived.end('body');
    await vi.waitFor(() => expect(String(target.read())).toBe('body'));
  });

  it('let the rest be read when the last of them is gone', async () => {
    const content = new PassThrough();
    const destinations = new Destinations(content);
    const [one, other] = [new PassThrough(), new PassThrough()];
    for (const stream of [one, other, new PassThrough().destroy()]) destinations.add(stream, undefined);
    const resume = vi.spyOn(content, 'resume');
    one.emit('unpipe', new PassThrough());
    content.unpipe(one);
    expect(resume).not.toHaveBeenCalled();
    content.unpipe(other);
    expect(resume).toHaveBeenCalledTimes(1);
  });

  it('are no streams that were destroyed', () => {
    const content = new PassThrough();
    const pipe = vi.spyOn(content, 'pipe');
    const destinations = new Destinations(content);
    destinations.add(new Writable().destroy(), undefined);
    expect(pipe).not.toHaveBeenCalled();
    const old = Object.assign(new EventEmitter(), { write() {}, end() {} }) as never;
    destinations.add(old, undefined);
    expect(pipe).toHaveBeenCalledTimes(1);
  });
});
