import { afterEach, beforeEach, expect, it } from 'vitest';
import { createSendCall, type SendCall } from '../../../src/http/client/send-call';
import { sendTimed } from '../../../src/http/client/timed-call';
import { createHttpCore, type HttpCore } from '../../../src/http/http-core';
import { failureOf } from '../../helpers/failure-of';
import { untilTestEnds } from '../../helpers/listen';
import { startServer, type TestServer } from '../../helpers/with-server';

const LIMIT_MS = 500;
let core: HttpCore;
let send: SendCall;

beforeEach(() => {
  core = createHttpCore();
  core.configuration.configure({ whitelist: ['127.0.0.1'], rateLimit: { mode: 'off' }, logger: {} });
  send = createSendCall(core);
});
afterEach(() => core.reset());

async function timed(server: TestServer, extras: object = {}): Promise<{ error: unknown; elapsed: number }> {
  const start = performance.now();
  const error = await failureOf(sendTimed(send, { url: server.url() }, { timeoutMs: LIMIT_MS, ...extras }));
  return { error, elapsed: performance.now() - start };
}

it('ends with its time, however much of the answer has come', async () => {
  const server = untilTestEnds(
    await startServer((_request, response) => {
      const drip = setInterval(() => response.write('x'), 20);
      response.once('close', () => clearInterval(drip));
    }),
  );
  const { error, elapsed } = await timed(server);
  expect(error).toMatchObject({ name: 'RequestError', cause: { code: 'ESOCKETTIMEDOUT', connect: false } });
  expect(elapsed).toBeGreaterThan(LIMIT_MS * 0.9);
  expect(elapsed).toBeLessThan(LIMIT_MS * 1.8);
});

it('gives a request that is sent again only the rest of the time', async () => {
  let requests = 0;
  const server = untilTestEnds(
    await startServer((_request, response) => {
      requests += 1;
      // The first request of the connection is answered, the second is reset late, and its repetition is never answered.
      if (requests === 1) response.end('ok');
      else if (requests === 2) setTimeout(() => response.socket?.destroy(), LIMIT_MS * 0.8);
    }),
  );
  await sendTimed(send, { url: server.url() }, { timeoutMs: LIMIT_MS });
  await new Promise(setImmediate);
  const { error, elapsed } = await timed(server);
  expect(error).toMatchObject({ cause: { code: 'ESOCKETTIMEDOUT' } });
  expect(requests).toBe(3);
  expect(elapsed).toBeLessThan(LIMIT_MS * 1.5);
});

it('counts from when the request leaves, and not while it waits for the rate limit', async () => {
  const server = untilTestEnds(await startServer());
  core.configuration.configure({ rateLimit: { mode: 'queue', limit: 1, intervalMs: 700 } });
  await sendTimed(send, { url: server.url() }, { timeoutMs: LIMIT_MS });
  const second = await sendTimed(send, { url: server.url() }, { timeoutMs: LIMIT_MS });
  expect(second.statusCode).toBe(200);
});

it('ends with the reason of its signal, before and while it is under way', async () => {
  const server = untilTestEnds(await startServer(() => undefined));
  const reason = new Error('given up');
  const before = await timed(server, { signal: AbortSignal.abort(reason) });
  expect(before.error).toMatchObject({ name: 'RequestError', cause: reason });
  expect(server.requests).toEqual([]);
  const controller = new AbortController();
  const { error } = await timed(server, {
    signal: controller.signal,
    onRequest: () => controller.abort(reason),
  });
  expect(error).toMatchObject({ name: 'RequestError', cause: reason });
});

it('leaves no timer behind when it is answered', async () => {
  const server = untilTestEnds(await startServer());
  const timers = () => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
  const before = timers();
  await sendTimed(send, { url: server.url() }, { timeoutMs: 60_000 });
  expect(timers()).toBeLessThanOrEqual(before);
});
