import { type EventEmitter, once } from 'node:events';
import { PassThrough, Writable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type Container, createContainer } from '../../../src/container';
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
