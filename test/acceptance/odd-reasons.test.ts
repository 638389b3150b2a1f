import { type PassThrough, Stream } from 'node:stream';
import { inspect } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { RequestError, Toolbelt } from '../../src/index';
import { failureOf } from '../helpers/failure-of';
import { describeWithOpenssl, useCertificates } from '../helpers/make-certificates';
import { ODD_REASONS } from '../helpers/odd-reasons';
import { type Handler, startServer, type TestServer } from '../helpers/with-server';

// An exception that escapes fails the run of vitest, and a call that stays pending fails by its time.

let server: TestServer;
const client = Toolbelt.HTTPClient();
const certificates = useCertificates();

beforeEach(async () => {
  server = await startServer();
  Toolbelt.configure({ whitelist: ['127.0.0.1', 'localhost'], rateLimit: { mode: 'off' }, logger: {} });
});
afterEach(async () => {
  Toolbelt.reset();
  await server.close();
});

const silent: Handler = () => undefined;
const halfABody: Handler = (_, response) => void response.writeHead(200).write('begun');
const halfAGzip: Handler = (_, response) =>
  void response.writeHead(200, { 'content-encoding': 'gzip' }).write(Buffer.from('1f8b08', 'hex'));

/** A signal that is aborted after the request has arrived. */
function aborting(reason: unknown, handler: Handler): AbortSignal {
  const controller = new AbortController();
  server.use((request, response) => {
    handler(request, response);
    setTimeout(() => controller.abort(reason), 10);
  });
  return controller.signal;
}

/** A classic stream may emit anything. */
function failing(reason: unknown): NodeJS.ReadableStream {
  const source = Object.assign(new Stream(), { readable: true });
  setTimeout(() => source.emit('error', reason), 10);
  return source as unknown as NodeJS.ReadableStream;
}

const WAYS: Record<string, (reason: unknown) => PromiseLike<unknown>> = {
  'a signal before the request': (reason) =>
    client({ url: server.url(), signal: AbortSignal.abort(reason ?? null) }),
  'a signal before the answer': (reason) =>
    client({ url: server.url(), signal: aborting(reason ?? null, silent) }),
  'a signal within the body': (reason) =>
    client({ url: server.url(), signal: aborting(reason ?? null, halfABody) }),
  'a signal within a compressed body': (reason) =>
    client({ url: server.url(), gzip: true, signal: aborting(reason ?? null, halfAGzip) }),
  'a signal while a host is looked up': (reason) => {
    const controller = new AbortController();
    const lookup = () => void setTimeout(() => controller.abort(reason ?? null), 10);
    return client({ url: `http://localhost:${server.port}/`, lookup, signal: controller.signal });
  },
  'a body': (reason) => client.post(server.url(), { body: failing(reason) }),
  'a field of formData': (reason) => client.post(server.url(), { formData: { a: failing(reason) } }),
  'a part of multipart': (reason) =>
    client.post(server.url(), { multipart: [{ body: failing(reason) as never }] }),
  'the function lookup': (reason) => {
    const lookup = (_host: string, _options: object, done: (error: unknown) => void) =>
      void setImmediate(() => done(reason));
    return client({ url: `http://localhost:${server.port}/`, lookup });
  },
  'a listener of socket': (reason) => throwing('socket', reason),
  'a listener of request': (reason) => throwing('request', reason),
  'a listener of response': (reason) => throwing('response', reason),
  'a listener of data': (reason) => throwing('data', reason),
};

function throwing(event: string, reason: unknown): PromiseLike<unknown> {
  return client(server.url('/echo')).on(event, () => {
    throw reason;
  });
}

describe.each(Object.keys(WAYS))('%s', (way) => {
  it.each(Object.entries(ODD_REASONS))('that fails with %s rejects its call', async (name, make) => {
    const reason = make();
    const error = await failureOf<RequestError>(WAYS[way]?.(reason) as PromiseLike<unknown>);
    expect(error).toBeInstanceOf(RequestError);
    // Without a cause of its own, Node and this library name one: an aborted signal, and a missing address.
    const isNamed = (way.startsWith('a signal') && reason === undefined) || isMissing(way, reason);
    expect(isNamed || error.cause === reason, `the cause is the reason: ${name}`).toBe(true);
    expect(() => [JSON.stringify(error), inspect(error)]).not.toThrow();
  });
});

function isMissing(way: string, reason: unknown): boolean {
  return way === 'the function lookup' && !reason;
}

describe('further places', () => {
  it('a lookup without an address rejects, and the message names the host', async () => {
    const lookup = (_host: string, _options: object, done: () => void) => done();
    const error = await failureOf(client({ url: `http://localhost:${server.port}/`, lookup }));
    expect(error.message).toBe('Error: The function "lookup" of this call gave no address for localhost.');
  });

  it('a signal whose reason cannot be read ends the call with what its getter throws', async () => {
    const thrown = new Error('no reason');
    const signal = {
      aborted: true,
      addEventListener: () => undefined,
      get reason(): never {
        throw thrown;
      },
    };
    const error = await failureOf(client({ url: server.url(), signal } as never));
    expect(error).toMatchObject({ name: 'RequestError', cause: thrown });
  });

  it('a signal that takes no listener rejects the call', async () => {
    const thrown = new Error('no listener');
    const addEventListener = () => {
      throw thrown;
    };
    const error = await failureOf(
      client({ url: server.url(), signal: { aborted: false, addEventListener } } as never),
    );
    expect(error).toMatchObject({ name: 'RequestError', cause: thrown });
  });

  it.each([false, true])('an answer that is closed before it is read (gzip: %s) rejects', async (gzip) => {
    server.use(gzip ? halfAGzip : halfABody);
    const call = client({ url: server.url(), gzip });
    call.on('request', (request: PassThrough) => {
      request.on('response', (message: PassThrough) => message.destroy());
    });
    expect(await failureOf(call)).toMatchObject({ name: 'RequestError', cause: { code: 'ECONNRESET' } });
  });
});

describeWithOpenssl('the function checkServerIdentity', () => {
  it.each(
    Object.entries(ODD_REASONS).flatMap(([name, make]) => [
      [`returns ${name}`, make, false] as const,
      [`throws ${name}`, make, true] as const,
    ]),
  )('that %s does not leave its call pending', async (_name, make, throws) => {
    const { ca } = certificates;
    const secure = await startServer(undefined, certificates.server('localhost'));
    const reason = make();
    const checkServerIdentity = (): unknown => {
      if (throws) throw reason;
      return reason;
    };
    const call = client({ url: `https://localhost:${secure.port}/status/200`, ca, checkServerIdentity });
    try {
      // As in Node, a falsy value that is returned is no refusal.
      if (!throws && !reason) await call;
      else expect(await failureOf<RequestError>(call)).toMatchObject({ name: 'RequestError' });
    } finally {
      await secure.close();
    }
  });
});
