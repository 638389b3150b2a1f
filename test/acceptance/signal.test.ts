import { getEventListeners } from 'node:events';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { HttpRequestOptions } from '../../src/index';
import { Toolbelt } from '../../src/index';
import { failureOf } from '../helpers/failure-of';
import { type Handler, startServer, type TestServer } from '../helpers/with-server';

let server: TestServer;
const client = Toolbelt.HTTPClient();
const reason = new Error('no longer wanted');

beforeEach(async () => {
  server = await startServer();
  Toolbelt.configure({ whitelist: ['127.0.0.1'], rateLimit: { mode: 'off' }, logger: {} });
});
afterEach(async () => {
  Toolbelt.reset();
  await server.close();
});

const silent: Handler = () => undefined;
const halfABody: Handler = (_, response) => void response.writeHead(200).write('begun');

describe('the option signal', () => {
  it.each([
    ['before the answer', silent],
    ['within the body', halfABody],
  ])('ends a call %s', async (_name, handler) => {
    const controller = new AbortController();
    server.use((request, response) => {
      handler(request, response);
      setTimeout(() => controller.abort(reason), 20);
    });
    const error = await failureOf(client(server.url(), { signal: controller.signal }));
    expect(error).toMatchObject({ name: 'RequestError', message: 'Error: no longer wanted', cause: reason });
    await server.idle();
  });

  it('ends a call after AbortSignal.timeout', async () => {
    server.use(silent);
    const error = await failureOf(client(server.url(), { signal: AbortSignal.timeout(50) }));
    expect(error).toMatchObject({ name: 'RequestError', cause: { name: 'TimeoutError' } });
  });

  it('that is aborted already lets nothing leave', async () => {
    const error = await failureOf(
      client.post(server.url(), { body: 'x', signal: AbortSignal.abort(reason) }),
    );
    expect(error).toMatchObject({ name: 'RequestError', cause: reason });
    expect(server.requests).toEqual([]);
  });

  it('that is aborted takes no slot of the rate limit from other calls', async () => {
    Toolbelt.configure({ rateLimit: { mode: 'reject', limit: 1, intervalMs: 600_000 } });
    for (let call = 0; call < 3; call += 1) {
      await failureOf(client(server.url(), { signal: AbortSignal.abort(reason) }));
    }
    await client(server.url());
    expect(server.requests).toHaveLength(1);
    expect((await failureOf(client(server.url()))).message).toContain('429');
  });

  it('ends a redirect, and every verb and client with defaults', async () => {
    const controller = new AbortController();
    server.use(({ url }, response) => {
      if (url === '/') response.writeHead(302, { location: '/next' }).end();
      else controller.abort(reason);
    });
    const call = client.defaults({ signal: controller.signal }).get(server.url());
    expect(await failureOf(call)).toMatchObject({ cause: reason });
  });

  it('reaches callbacks and listeners', async () => {
    const seen: unknown[] = [];
    const call = client(server.url(), { signal: AbortSignal.abort(reason) }, (error) => seen.push(error));
    call.on('error', (error: unknown) => seen.push(error));
    await failureOf(call);
    expect(seen).toEqual([reason, reason]);
  });

  it('changes nothing when it is aborted after the answer', async () => {
    const controller = new AbortController();
    const body = await client(server.url(), { signal: controller.signal });
    controller.abort();
    expect(body).toBeTypeOf('string');
  });

  it('may be shared by many calls, without a warning of Node', async () => {
    const warn = vi.spyOn(process, 'emitWarning');
    server.use(silent);
    const controller = new AbortController();
    const calls = Array.from({ length: 20 }, () =>
      failureOf(client(server.url(), { signal: controller.signal })),
    );
    await Promise.resolve();
    expect(getEventListeners(controller.signal, 'abort')).toHaveLength(1);
    controller.abort(reason);
    for (const error of await Promise.all(calls)) expect(error.cause).toBe(reason);
    expect(warn).not.toHaveBeenCalled();
  });

  it('may be that of a package, which has no reason', async () => {
    const signal = Object.assign(new EventTarget(), { aborted: true }) as unknown as AbortSignal;
    const error = await failureOf(client(server.url(), { signal }));
    expect(error).toMatchObject({ name: 'RequestError', cause: { message: 'aborted' } });
  });

  it.each([undefined, null, false, 0])('may be %s', async (signal) => {
    await client(server.url(), { signal } as HttpRequestOptions);
    expect(server.requests).toHaveLength(1);
  });

  it.each([1, 'now', {}, new AbortController()])('must be a signal, and not %s', async (signal) => {
    const error = await failureOf(client(server.url(), { signal } as HttpRequestOptions));
    expect(error).toMatchObject({
      name: 'RequestError',
      message: 'Error: options.signal must be an AbortSignal.',
      cause: { code: 'ERR_INVALID_ARG_TYPE' },
    });
    expect(server.requests).toEqual([]);
  });
});
