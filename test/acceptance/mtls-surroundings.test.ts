import { createServer, type TLSSocket } from 'node:tls';
import { afterEach, beforeAll, beforeEach, expect, it, onTestFinished, vi } from 'vitest';
import { ErrorCodes, Toolbelt } from '../../src/index';
import { failureOf } from '../helpers/failure-of';
import { listen, untilTestEnds } from '../helpers/listen';
import {
  describeWithOpenssl,
  hasOpenssl,
  type Identity,
  useCertificates,
} from '../helpers/make-certificates';
import { type MtlsServer, startMtlsServer } from '../helpers/mtls-server';
import { ODD_REASONS } from '../helpers/odd-reasons';

// It has no types of its own.
const sinon = require('sinon') as {
  useFakeTimers(options: { toNotFake: string[] }): { restore(): void };
};

const certificates = useCertificates();
let ann: Identity;
let identity: Identity & { ca: string };
let client: ReturnType<typeof Toolbelt.MTLSClient>;

beforeAll(() => {
  if (!hasOpenssl) return;
  ann = certificates.client('ann');
  identity = { ...certificates.server('localhost'), ca: certificates.ca };
});
beforeEach(() => {
  Toolbelt.configure({ whitelist: ['localhost'], rateLimit: { mode: 'off' }, logger: {} });
  if (hasOpenssl) client = Toolbelt.MTLSClient({ ...ann, ca: certificates.ca });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
  Toolbelt.reset();
});

async function mtlsServer(): Promise<MtlsServer> {
  return untilTestEnds(await startMtlsServer(identity));
}

type Faked = NonNullable<Parameters<typeof vi.useFakeTimers>[0]>['toFake'];
const TIMERS: Faked = [
  'setTimeout',
  'clearTimeout',
  'setInterval',
  'clearInterval',
  'setImmediate',
  'clearImmediate',
  'Date',
  'performance',
];

/** How tests replace time, with what Jest replaces when it is asked for nothing in particular. */
const FAKES: [name: string, fake: () => void][] = [
  ['vi.useFakeTimers()', () => void vi.useFakeTimers()],
  ['with queueMicrotask, as Jest', () => void vi.useFakeTimers({ toFake: [...TIMERS, 'queueMicrotask'] })],
  ['of sinon', () => onTestFinished(fakeWithSinon())],
];

function fakeWithSinon(): () => void {
  const clock = sinon.useFakeTimers({ toNotFake: ['nextTick'] });
  return () => clock.restore();
}

describeWithOpenssl('under fake timers', () => {
  it.each(FAKES)('%s a call ends', async (_name, fake) => {
    const server = await mtlsServer();
    fake();
    for (const _kept of [false, true]) {
      expect(await client.get(server.url())).toMatchObject({ statusCode: 200, body: 'hello ann' });
      expect(await client.post(server.url(), {}, { a: 1 }, { timeout: 5_000 })).toMatchObject({
        body: 'hello ann',
      });
      expect(await client.head(server.url())).toMatchObject({ statusCode: 200 });
    }
    expect(server.requests.map(({ body }) => body)).toEqual(['', '{"a":1}', '', '', '{"a":1}', '']);
  });
});

describeWithOpenssl('the global fetch', () => {
  it.each([
    ['is a polyfill', async () => ({ status: 500, headers: new Map(), body: null })],
    ['is missing', undefined],
    ['does not work', () => Promise.reject(new Error('of a polyfill'))],
    ['only has the name of a test double', async function fetchProxy() {}],
  ])('%s: the certificate is sent all the same', async (_name, fetch) => {
    const server = await mtlsServer();
    vi.stubGlobal('fetch', fetch);
    expect(await client.post(server.url(), {}, 'text')).toMatchObject({ statusCode: 200, body: 'hello ann' });
  });

  it('is seen by a spy', async () => {
    const server = await mtlsServer();
    const spy = vi.spyOn(globalThis, 'fetch');
    onTestFinished(() => spy.mockRestore());
    expect(await client.get(server.url())).toMatchObject({ body: 'hello ann' });
    expect(spy).toHaveBeenCalledOnce();
  });

  it.each(Object.entries(ODD_REASONS))(
    'as a double that fails with %s is an error of the client',
    async (_name, make) => {
      const body = () => new ReadableStream({ pull: (controller) => controller.error(make()) });
      const doubles: Array<() => unknown> = [
        () => Promise.reject(make()),
        () => Promise.reject(new TypeError('fetch failed', { cause: make() })),
        async () => new Response(body()),
      ];
      for (const double of doubles) {
        vi.stubGlobal('fetch', vi.fn(double));
        const error = await failureOf(client.get('https://localhost/', {}, undefined, { timeout: 5_000 }));
        expect(error).toMatchObject({ name: 'ToolbeltError', code: ErrorCodes.Mtls.GENERAL });
      }
    },
  );

  it.each([200, 407, 421, 503])('under a spy hands on an answer of %i, after one request', async (status) => {
    const server = untilTestEnds(
      await startMtlsServer(identity, (_request, response) => void response.writeHead(status).end('so')),
    );
    const spy = vi.spyOn(globalThis, 'fetch');
    onTestFinished(() => spy.mockRestore());
    expect(await client.get(server.url())).toMatchObject({ statusCode: status, body: 'so' });
    expect(server.requests).toHaveLength(1);
  });
});

/** A server that demands a certificate and answers every request with these bytes, each list member on its own. */
async function rawServer(answer: string[]): Promise<string> {
  const server = createServer({ ...identity, requestCert: true }, (socket: TLSSocket) => {
    socket.setNoDelay(true);
    socket.on('error', () => {});
    socket.on('data', async () => {
      for (const part of answer) {
        socket.write(part, 'latin1');
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
    });
  });
  const { port } = await untilTestEnds(await listen(server));
  return `https://localhost:${port}/`;
}

const FINAL = 'HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok';
const CONTINUE = 'HTTP/1.1 100 Continue\r\n\r\n';

describeWithOpenssl('interim answers nobody asked for are skipped', () => {
  it.each([
    ['100 Continue', [CONTINUE + FINAL]],
    ['100 Continue that comes first', [CONTINUE, FINAL]],
    ['100 Continue in pieces', [...CONTINUE, ...FINAL]],
    ['100 Continue with headers', ['HTTP/1.1 100 Continue\r\nx-a: b\r\n\r\n', FINAL]],
    ['several', [CONTINUE, 'HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n', CONTINUE + FINAL]],
    ['102 Processing', ['HTTP/1.1 102 Processing\r\n\r\n', FINAL]],
    ['none', [FINAL]],
    ['none, in pieces', [...FINAL]],
  ])('%s', async (_name, answer) => {
    const url = await rawServer(answer);
    // The second call takes the kept connection.
    for (const _kept of [false, true]) {
      expect(await client.get(url)).toMatchObject({ statusCode: 200, body: 'ok' });
    }
  });

  it('and a body that looks like one is not', async () => {
    const url = await rawServer(['HTTP/1.1 200 OK\r\ncontent-length: 25\r\n\r\n', CONTINUE]);
    expect(await client.get(url)).toMatchObject({ statusCode: 200, body: CONTINUE });
  });
});
