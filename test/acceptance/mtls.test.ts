import { createServer as createNetServer, type Server as NetServer, type Socket } from 'node:net';
import tls, { createServer as createTlsServer, type TLSSocket, type TlsOptions } from 'node:tls';
import { afterEach, beforeAll, beforeEach, expect, it, onTestFinished, vi } from 'vitest';
import { Configuration } from '../../src/config/configuration';
import { Passage } from '../../src/http/admission';
import { ErrorCodes, RequestError, Toolbelt, type ToolbeltOptions } from '../../src/index';
import { realTime } from '../../src/internal/real-time';
import { MTLSClient } from '../../src/mtls/mtls-client';
import { MtlsDispatchers } from '../../src/mtls/mtls-dispatchers';
import { type ConnectProxy, type ConnectProxyOptions, startConnectProxy } from '../helpers/connect-proxy';
import { failureOf } from '../helpers/failure-of';
import { type Listening, listen, untilTestEnds } from '../helpers/listen';
import {
  describeWithOpenssl,
  hasOpenssl,
  type Identity,
  useCertificates,
} from '../helpers/make-certificates';
import { type MtlsServer, startMtlsServer } from '../helpers/mtls-server';
import { ROOT, runNode } from '../package/pack';

const { GENERAL, TIMEOUT } = ErrorCodes.Mtls;

type Client = ReturnType<typeof Toolbelt.MTLSClient>;

const certificates = useCertificates();
const strangers = useCertificates();
let service: Identity;
let ann: Identity;
let bob: Identity;
let warnings: string[];

beforeAll(() => {
  if (!hasOpenssl) return;
  service = certificates.server('localhost', 'service.test', '127.0.0.1');
  [ann, bob] = [certificates.client('ann'), certificates.client('bob')];
});
beforeEach(() => {
  warnings = [];
  configure({});
});
afterEach(() => Toolbelt.reset());

function configure(options: ToolbeltOptions): void {
  Toolbelt.configure({
    whitelist: ['127.0.0.1', 'localhost', 'service.test', 'other.test'],
    rateLimit: { mode: 'off' },
    logger: { warn: (line) => void warnings.push(line) },
    ...options,
  });
}

function clientOf(identity: Identity, more: object = {}): Client {
  return Toolbelt.MTLSClient({ ...identity, ca: certificates.ca, ...more });
}

/** Collaborators for a client that a test builds by itself: no rules and no proxy. */
const direct = {
  admission: { admit: async () => new Passage(undefined, () => {}, undefined, undefined) },
  configuration: new Configuration(),
  warnOnce: () => {},
} as unknown as Omit<ConstructorParameters<typeof MTLSClient>[1], 'dispatchers'>;

async function serverWith(options: TlsOptions = {}): Promise<MtlsServer> {
  return untilTestEnds(await startMtlsServer({ ...service, ca: certificates.ca, ...options }));
}

async function proxyWith(options: ConnectProxyOptions = {}, userInfo?: string): Promise<ConnectProxy> {
  const proxy = untilTestEnds(await startConnectProxy(options));
  configure({ proxy: proxy.url(userInfo) });
  return proxy;
}

/** Starts a server below TLS or HTTP. It closes the connection of a client that hangs up. */
async function rawServer(server: NetServer): Promise<Listening & { url: string }> {
  server.on('connection', (socket: Socket) => socket.on('end', () => socket.destroy()));
  const listening = untilTestEnds(await listen(server));
  return { ...listening, url: `https://localhost:${listening.port}/` };
}

/** Answers raw HTTP over TLS. `onRequest` gets each request's text and its number on the connection, from 1. */
function rawTlsServer(onRequest: (socket: TLSSocket, request: string, turn: number) => void) {
  const options = { ...service, ca: certificates.ca, requestCert: true, rejectUnauthorized: true };
  return rawServer(
    createTlsServer(options, (socket) => {
      let turn = 0;
      socket.on('data', (chunk) => {
        turn += 1;
        onRequest(socket, chunk.toString('latin1'), turn);
      });
    }),
  );
}

const OK = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok';

describeWithOpenssl('the client certificate', () => {
  it.each(['text', 'bytes', 'list'])('is shown to the server, with PEM as %s', async (form) => {
    const server = await serverWith();
    const ca = { text: certificates.ca, bytes: Buffer.from(certificates.ca), list: [certificates.ca] }[form];
    const identity = form === 'bytes' ? { cert: Buffer.from(ann.cert), key: Buffer.from(ann.key) } : ann;
    const client = Toolbelt.MTLSClient({ ...identity, ca: ca ?? '' });
    const response = await client.post(server.url('/path?q=1'), { header: 'test' }, 'text', {
      timeout: 9_000,
    });
    expect(response).toMatchObject({ statusCode: 200, body: 'hello ann' });
    expect(server.requests).toMatchObject([
      { client: 'ann', method: 'POST', url: '/path?q=1', headers: { header: 'test' }, body: 'text' },
    ]);
  });

  it.each(['pkcs8', 'traditional'] as const)(
    'has an encrypted key (%s) with its passphrase',
    async (form) => {
      const server = await serverWith();
      const key = certificates.encryptedKey(ann, 'open sesame', form);
      const client = clientOf({ ...ann, key }, { passphrase: 'open sesame' });
      expect(await client.get(server.url())).toMatchObject({ body: 'hello ann' });
    },
  );

  it('can bring its chain', async () => {
    const server = await serverWith();
    const client = clientOf({ ...ann, cert: `${ann.cert}${certificates.ca}` });
    expect(await client.get(server.url())).toMatchObject({ body: 'hello ann' });
  });

  it.each(['directly', 'through one proxy'])('is each its own for two clients at once, %s', async (way) => {
    const server = await serverWith();
    if (way !== 'directly') await proxyWith();
    const clients = [clientOf(ann), clientOf(bob)];
    const host = way === 'directly' ? 'localhost' : 'service.test';
    const calls = Array.from({ length: 20 }, (_, i) => clients[i % 2]?.get(server.url(`/${i}`, host)));
    const bodies = (await Promise.all(calls)).map((response) => response?.body);
    expect(bodies).toEqual(Array.from({ length: 20 }, (_, i) => (i % 2 === 0 ? 'hello ann' : 'hello bob')));
    for (let i = 0; i < 6; i += 1) {
      const response = await clients[i % 2]?.get(server.url('/', host));
      expect(response?.body).toBe(i % 2 === 0 ? 'hello ann' : 'hello bob');
    }
  });

  it.each(['TLSv1.2', 'TLSv1.3'] as const)('that the server does not accept: %s', async (maxVersion) => {
    const server = await serverWith({ maxVersion });
    const error = await failureOf(clientOf(strangers.client('eve')).get(server.url()));
    expect(error).toMatchObject({ name: 'ToolbeltError', code: GENERAL, cause: { code: 'ECONNRESET' } });
    expect(error.message).toContain(`GET ${new URL(server.url()).origin} failed`);
    expect(error.message).toContain('it may not accept the client certificate');
    expect(error.message).not.toContain('it ended on');
    expect(server.requests).toEqual([]);
    expect(server.connections()).toBe(1);
  });

  it('that has ended is named in the error', async () => {
    const server = await serverWith();
    const error = await failureOf(clientOf(certificates.expiredClient('old')).get(server.url()));
    expect(error.message).toMatch(/not accept the client certificate.*it ended on \d{4}-\d\d-\d\d\.$/);
  });
});

describeWithOpenssl('the certificate of the server', () => {
  it('is verified: a self-signed one is refused, unless a call allows it', async () => {
    const server = await serverWith(certificates.selfSigned('localhost'));
    const client = Toolbelt.MTLSClient(ann);
    const error = await failureOf(client.get(server.url()));
    expect(error).toMatchObject({ code: GENERAL, cause: { code: 'DEPTH_ZERO_SELF_SIGNED_CERT' } });
    expect(error.message).toMatch(/pass the certificate of its authority as "ca".*allowSelfSigned: true/);
    const allowed = () => client.get(server.url(), {}, '', { allowSelfSigned: true });
    expect((await allowed()).body).toBe('hello ann');
    expect((await allowed()).body).toBe('hello ann');
    expect(warnings).toEqual([
      expect.stringMatching(/allowSelfSigned accepts whoever answers as localhost:\d+/),
    ]);
    // The next call inherits neither this setting nor the connection.
    expect(await failureOf(client.get(server.url()))).toMatchObject({ code: GENERAL });
    expect(server.requests).toHaveLength(2);
  });

  it.each([undefined, { allowSelfSigned: false }])(
    'is verified with %j, whatever Node is told',
    async (options) => {
      const server = await serverWith(certificates.selfSigned('localhost'));
      vi.stubEnv('NODE_TLS_REJECT_UNAUTHORIZED', '0');
      onTestFinished(() => void vi.unstubAllEnvs());
      const call = Toolbelt.MTLSClient(ann).get(server.url(), {}, '', options);
      expect(await failureOf(call)).toMatchObject({ cause: { code: 'DEPTH_ZERO_SELF_SIGNED_CERT' } });
      expect(server.requests).toEqual([]);
    },
  );

  it('can be trusted itself, as ca', async () => {
    const self = certificates.selfSigned('localhost');
    const server = await serverWith(self);
    expect(await clientOf(ann, { ca: self.cert }).get(server.url())).toMatchObject({ statusCode: 200 });
  });

  it('is refused when its authority is unknown', async () => {
    const server = await serverWith();
    const error = await failureOf(Toolbelt.MTLSClient(ann).get(server.url()));
    expect(error).toMatchObject({ code: GENERAL, cause: { code: 'SELF_SIGNED_CERT_IN_CHAIN' } });
  });

  it('is refused when it is for another name', async () => {
    const server = await serverWith(certificates.server('other.test'));
    const error = await failureOf(clientOf(ann).get(server.url()));
    expect(error).toMatchObject({ code: GENERAL, cause: { code: 'ERR_TLS_CERT_ALTNAME_INVALID' } });
    expect(error.message).toContain('Call the server by a name that its certificate lists');
    expect(server.requests).toEqual([]);
  });

  it('is asked for by the name of the target, and by none for an address', async () => {
    const server = await serverWith();
    const client = clientOf(ann);
    await client.get(server.url('/', 'localhost'));
    await client.get(server.url('/', '127.0.0.1'));
    await client.get(server.url('/', 'localhost'), { Host: 'other.test' });
    expect(server.requests.map(({ servername, headers }) => [servername, headers.host])).toEqual([
      ['localhost', `localhost:${server.port}`],
      [false, `127.0.0.1:${server.port}`],
      ['localhost', 'other.test'],
    ]);
  });

  // Node 22.23 accepts no certificate for an IPv6 address, so the certificate is not verified here.
  it.each([
    ['directly', '::1', '[::1]'],
    ['through a proxy', '127.0.0.1', '[2001:db8::1]'],
  ])('can be for an IPv6 address, %s', async (way, address, host) => {
    const server = untilTestEnds(
      await startMtlsServer({ ...service, ca: certificates.ca }, undefined, address),
    );
    const proxy = await proxyWith();
    configure({ whitelist: [host] });
    const response = await clientOf(ann).get(server.url('/', host), {}, '', { allowSelfSigned: true });
    expect(response.body).toBe('hello ann');
    const authority = `${host}:${server.port}`;
    expect(server.requests).toMatchObject([{ servername: false, headers: { host: authority } }]);
    expect(proxy.requests.map(({ target }) => target)).toEqual(way === 'directly' ? [] : [authority]);
  });

  it('a server below TLS 1.2 is refused, also by a process that allows it', async () => {
    const old = { maxVersion: 'TLSv1.1', ciphers: 'ALL:@SECLEVEL=0' } as const;
    const server = await serverWith({ ...old, minVersion: 'TLSv1' });
    const { DEFAULT_MIN_VERSION, DEFAULT_CIPHERS } = tls;
    Object.assign(tls, { DEFAULT_MIN_VERSION: 'TLSv1', DEFAULT_CIPHERS: old.ciphers });
    const error = await failureOf(clientOf(ann).get(server.url()));
    Object.assign(tls, { DEFAULT_MIN_VERSION, DEFAULT_CIPHERS });
    expect(error).toMatchObject({ code: GENERAL, cause: { code: expect.stringMatching(/SSL/) } });
    expect(error.message).toContain('does not speak TLS 1.2 or later');
    expect(server.requests).toEqual([]);
  });

  it('a server without TLS is named by the reason', async () => {
    const plain = await rawServer(createNetServer((socket) => void socket.end('HTTP/1.1 400 no\r\n\r\n')));
    const error = await failureOf(clientOf(ann).get(plain.url));
    expect(error).toMatchObject({ code: GENERAL, cause: { code: expect.stringMatching(/SSL|EPROTO/) } });
    expect(error.message).toContain('does not speak TLS 1.2 or later');
  });
});

describeWithOpenssl('through a proxy', () => {
  it('whose certificate was not verified is not used after verification is on again', async () => {
    const server = await serverWith();
    const proxy = untilTestEnds(await startConnectProxy({ tls: certificates.selfSigned('localhost') }));
    configure({ proxy: proxy.url().replace('127.0.0.1', 'localhost') });
    const client = clientOf(ann);
    const url = server.url('/', 'service.test');
    vi.stubEnv('NODE_TLS_REJECT_UNAUTHORIZED', '0');
    onTestFinished(() => void vi.unstubAllEnvs());
    expect((await client.get(url)).body).toBe('hello ann');
    vi.stubEnv('NODE_TLS_REJECT_UNAUTHORIZED', undefined);
    expect(JSON.stringify(await failureOf(client.get(url)))).toContain('DEPTH_ZERO_SELF_SIGNED_CERT');
    expect(server.requests).toHaveLength(1);
  });

  it('CONNECT goes to host and port, TLS from end to end, with the name of the target', async () => {
    const proxy = await proxyWith({ credentials: 'user:secret' }, 'user:secret');
    const server = await serverWith();
    const headers = { 'x-mine': 'for the target alone', 'Proxy-Authorization': 'Basic other' };
    const response = await clientOf(ann).post(server.url('/', 'service.test'), headers, 'body');
    expect(response.body).toBe('hello ann');
    expect(proxy.requests).toMatchObject([
      {
        method: 'CONNECT',
        target: `service.test:${server.port}`,
        headers: { 'proxy-authorization': `Basic ${Buffer.from('user:secret').toString('base64')}` },
      },
    ]);
    expect(proxy.received()).not.toContain('for the target alone');
    expect(server.requests).toMatchObject([
      { servername: 'service.test', headers: { 'x-mine': expect.any(String) } },
    ]);
    expect(server.requests[0]?.headers).not.toHaveProperty('proxy-authorization');
  });

  it.each([
    ['a user without a password', 'us%40er:', 'us@er:', {}],
    ["the caller's header", '', 'a:b', { 'proxy-authorization': `Basic ${btoa('a:b')}` }],
  ])('takes credentials from %s', async (_where, userInfo, credentials, headers) => {
    const proxy = await proxyWith({ credentials }, userInfo === '' ? undefined : userInfo);
    const server = await serverWith();
    expect(await clientOf(ann).get(server.url('/', 'service.test'), headers)).toMatchObject({
      statusCode: 200,
    });
    expect(proxy.requests).toHaveLength(1);
    expect(server.requests[0]?.headers).not.toHaveProperty('proxy-authorization');
  });

  it.each([403, 407, 502])('%i to CONNECT is an error in the words of request', async (status) => {
    const proxy = await proxyWith({ mode: status });
    const error = await failureOf(clientOf(ann).get('https://service.test:8443/'));
    expect(error).toMatchObject({ code: GENERAL, cause: { code: 'ECONNRESET', statusCode: status } });
    expect(error.message).toBe(
      `MTLSClient: GET https://service.test:8443 failed: tunneling socket could not be established, statusCode=${status}.`,
    );
    expect(proxy.requests).toHaveLength(1);
    await proxy.allClosed();
  });

  it('429 to CONNECT is a 429 response', async () => {
    const proxy = await proxyWith({ mode: 429 });
    const response = await clientOf(ann).get('https://service.test:8443/');
    expect(response).toMatchObject({ statusCode: 429, body: 'Too Many Requests' });
    await proxy.allClosed();
  });

  it('a closed CONNECT is Socket is closed, asked for once', async () => {
    const proxy = await proxyWith({ mode: 'close' });
    const error = await failureOf(clientOf(ann).get('https://service.test:8443/'));
    expect(error).toBeInstanceOf(RequestError);
    expect(error.message).toBe('Error [ERR_SOCKET_CLOSED]: Socket is closed');
    expect(error.cause?.code).toBe('ERR_SOCKET_CLOSED');
    expect(proxy.requests).toHaveLength(1);
    await proxy.allClosed();
  });

  it('works again after a refusal, and reuses its tunnel', async () => {
    const proxy = await proxyWith({ mode: 403 });
    const server = await serverWith();
    const client = clientOf(ann);
    await failureOf(client.get(server.url('/', 'service.test')));
    proxy.use('tunnel');
    for (let i = 0; i < 4; i += 1) await client.get(server.url('/', 'service.test'));
    expect(proxy.requests).toHaveLength(2);
    expect(server.connections()).toBe(1);
  });

  it('one that cannot be reached is named by its cause', async () => {
    const gone = await startConnectProxy();
    await gone.close();
    configure({ proxy: gone.url() });
    const error = await failureOf(clientOf(ann).get('https://service.test:8443/'));
    expect(error).toMatchObject({ code: GENERAL, cause: { code: 'ECONNRESET' } });
    expect(error.message).toContain(`cause=connect ECONNREFUSED 127.0.0.1:${gone.port}`);
  });

  it.each(['127.0.0.1', 'localhost'])(
    'an https one at %s without a trusted certificate is not used',
    async (host) => {
      const proxy = await proxyWith({ tls: certificates.selfSigned('localhost', '127.0.0.1') });
      configure({ proxy: proxy.url().replace('127.0.0.1', host) });
      const call = clientOf(ann).get('https://service.test:8443/', {}, '', { allowSelfSigned: true });
      expect((await failureOf(call)).message).toMatch(/tunneling socket .*cause=self-signed certificate/);
      expect(proxy.requests).toEqual([]);
      await proxy.allClosed();
    },
  );

  it('an https one does not get the client certificate; the process ends by itself, its own fetch untouched', async () => {
    const tls = {
      ...certificates.server('localhost', '127.0.0.1'),
      requestCert: true,
      rejectUnauthorized: false,
    };
    const proxy = await proxyWith({ tls, credentials: 'user:secret' });
    const server = await serverWith();
    const script = `
      setTimeout(() => process.exit(9), 15_000).unref();
      const { Toolbelt } = require('lp-faas-toolbelt');
      const [proxy, url, cert, key, ca] = process.argv.slice(1);
      Toolbelt.configure({ whitelist: ['service.test'], proxy });
      Toolbelt.MTLSClient({ cert, key, ca }).get(url).then(({ body }) => {
        const dispatcher = globalThis[Symbol.for('undici.globalDispatcher.1')];
        console.log(body, dispatcher instanceof require('undici').Agent);
      });
    `;
    for (const host of ['localhost', '127.0.0.1']) {
      const proxyUrl = proxy.url('user:secret').replace('127.0.0.1', host);
      const args = [
        '-e',
        script,
        proxyUrl,
        server.url('/', 'service.test'),
        ann.cert,
        ann.key,
        certificates.ca,
      ];
      const outcome = await runNode(args, ROOT, { NODE_EXTRA_CA_CERTS: certificates.caFile });
      expect(outcome).toEqual({ status: 0, stdout: 'hello ann false\n', stderr: '' });
    }
    expect(proxy.clientNames).toEqual(['', '']);
    expect(server.requests).toMatchObject([{ client: 'ann' }, { client: 'ann' }]);
  });
});

describeWithOpenssl('the deadline covers', () => {
  async function timesOut(call: Promise<unknown>): Promise<void> {
    const error = await failureOf(call);
    expect(error).toMatchObject({ name: 'ToolbeltError', code: TIMEOUT, cause: { code: 'ETIMEDOUT' } });
    expect(error.message).toMatch(
      /^MTLSClient: GET https:\/\/\S+ had not ended after \d+ ms \(option "timeout"\)\.$/,
    );
  }

  it('a server that never answers the handshake', async () => {
    const server = await rawServer(createNetServer((socket) => void socket.resume()));
    await timesOut(clientOf(ann).get(server.url, {}, '', { timeout: 80 }));
    await server.allClosed();
  });

  it('a server that is silent after it', async () => {
    const server = await rawTlsServer(() => undefined);
    await timesOut(clientOf(ann).get(server.url, {}, '', { timeout: 250 }));
    expect(server.connections()).toBe(1);
    await server.allClosed();
  });

  it('a body that does not end', async () => {
    const server = await rawTlsServer((socket) => {
      socket.write('HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\nsome of it');
    });
    await timesOut(clientOf(ann).get(server.url, {}, '', { timeout: 250 }));
    await server.allClosed();
  });

  it.each(['never-answer', 'stall-after-200'] as const)('a proxy that does: %s', async (mode) => {
    const proxy = await proxyWith({ mode });
    await timesOut(clientOf(ann).get('https://service.test:8443/', {}, '', { timeout: 250 }));
    expect(proxy.requests).toHaveLength(1);
    await proxy.allClosed();
  });

  it('the wait for its turn; it is not sent later', async () => {
    const server = await serverWith();
    configure({ rateLimit: { limit: 1, intervalMs: 1_000, mode: 'queue', maxWaitMs: 10_000 } });
    const client = clientOf(ann);
    await client.get(server.url('/first'));
    await timesOut(client.get(server.url('/late'), {}, '', { timeout: 60 }));
    await client.get(server.url('/third'));
    expect(server.requests.map(({ url }) => url)).toEqual(['/first', '/third']);
  });
});

describeWithOpenssl('the rules of the platform', () => {
  it('a host that is not listed: Socket is closed, and no connection', async () => {
    const server = await serverWith();
    const proxy = await proxyWith();
    const url = server.url('/', 'unlisted.test');
    const error = await failureOf(clientOf(ann).post(url, { authorization: 'Bearer abcdefgh' }, 'x'));
    expect(error).toBeInstanceOf(RequestError);
    expect(error).toMatchObject({ name: 'RequestError', cause: { code: 'ERR_SOCKET_CLOSED' } });
    expect(error.message).toBe('Error [ERR_SOCKET_CLOSED]: Socket is closed');
    expect(JSON.stringify(error)).not.toContain('abcdefgh');
    expect([server.connections(), proxy.requests.length]).toEqual([0, 0]);
    expect(warnings).toEqual([expect.stringContaining('request to unlisted.test denied')]);
  });

  it('beyond 20 requests a second: 429, and not sent', async () => {
    configure({ rateLimit: { mode: 'reject', intervalMs: 60_000 } });
    const server = await serverWith();
    const client = clientOf(ann);
    const calls = Array.from({ length: 22 }, () => client.get(server.url()));
    const statuses = (await Promise.all(calls)).map(({ statusCode }) => statusCode);
    expect(statuses).toEqual([...Array(20).fill(200), 429, 429]);
    expect(await client.get(server.url())).toMatchObject({ statusCode: 429, body: 'Too Many Requests' });
    expect(server.requests).toHaveLength(20);
  });
});

describeWithOpenssl('connections', () => {
  it('are reused, by clients of the same identity too, and gone after reset', async () => {
    const server = await serverWith();
    for (let i = 0; i < 5; i += 1) await clientOf(ann).get(server.url());
    expect(server.connections()).toBe(1);
    await clientOf(bob).get(server.url());
    await clientOf(ann, { ca: [certificates.ca, certificates.ca] }).get(server.url());
    expect(server.connections()).toBe(3);
    const client = clientOf(ann);
    Toolbelt.reset();
    await server.allClosed();
    configure({});
    expect(await client.get(server.url())).toMatchObject({ body: 'hello ann' });
  });

  it('end with reset while they are in use or being made', async () => {
    const silent = await rawTlsServer(() => Toolbelt.reset());
    const mute = await rawServer(
      createNetServer((socket) => void socket.once('data', () => Toolbelt.reset())),
    );
    for (const server of [silent, mute]) {
      configure({});
      const error = await failureOf(clientOf(ann).get(server.url));
      expect(error).toMatchObject({
        code: GENERAL,
        message: expect.stringContaining('closed by Toolbelt.reset()'),
      });
      await server.allClosed();
    }
  });

  it('are closed when idle for 4 s, whatever the server offers', async () => {
    const answer = OK.replace('\r\n', '\r\nKeep-Alive: timeout=600\r\n');
    const server = await rawTlsServer((socket) => void socket.write(answer));
    await clientOf(ann).get(server.url);
    const idleSince = performance.now();
    await server.allClosed();
    expect(performance.now() - idleSince).toBeGreaterThan(3_000);
    expect(performance.now() - idleSince).toBeLessThan(6_500);
    expect(server.connections()).toBe(1);
  });

  it.each(['directly', 'through a proxy'])('that were closed idle are never seen: %s', async (way) => {
    const seen: string[] = [];
    const server = await rawTlsServer((socket, request, turn) => {
      seen.push(request.slice(0, request.indexOf(' HTTP')));
      if (turn > 1) socket.destroy();
      else socket.write(OK);
    });
    if (way !== 'directly') await proxyWith();
    const url = way === 'directly' ? server.url : server.url.replace('localhost', 'service.test');
    const client = clientOf(ann);
    for (let i = 0; i < 6; i += 1) {
      const call = i % 2 ? client.put(`${url}${i}`, {}, `body ${i}`) : client.get(`${url}${i}`);
      expect(await call).toMatchObject({ statusCode: 200, body: 'ok' });
    }
    // It is sent again once, and not more often.
    expect(seen.filter((line) => line.endsWith('/1'))).toEqual(['PUT /1', 'PUT /1']);
  });

  it('that were all closed are not tried one after the other', async () => {
    const server = await rawTlsServer((socket, _request, turn) => {
      if (turn > 1) socket.destroy();
      else socket.write(OK);
    });
    const client = clientOf(ann);
    await Promise.all([1, 2, 3].map(() => client.get(server.url)));
    expect(server.connections()).toBe(3);
    // The request meets one connection that the server closes, and then goes on a new one.
    expect(await client.get(server.url)).toMatchObject({ statusCode: 200, body: 'ok' });
    expect(server.connections()).toBe(4);
  });

  it('that are reset under a POST fail it: the server may have taken it', async () => {
    const seen: string[] = [];
    const server = await rawTlsServer((socket, request, turn) => {
      seen.push(request.slice(0, request.indexOf(' HTTP')));
      if (turn > 1) socket.destroy();
      else socket.write(OK);
    });
    const client = clientOf(ann);
    await client.get(`${server.url}1`);
    const error = await failureOf(client.post(`${server.url}2`, {}, 'body'));
    expect(error).toMatchObject({ code: GENERAL, cause: { code: 'ECONNRESET' } });
    expect(seen).toEqual(['GET /1', 'POST /2']);
  });

  it('that have been idle for more than a second are not taken by a POST', async () => {
    const turns: number[] = [];
    const server = await rawTlsServer((socket, _request, turn) => {
      turns.push(turn);
      socket.write(OK);
    });
    const client = clientOf(ann);
    const now = vi.spyOn(realTime, 'now');
    onTestFinished(() => now.mockRestore());
    await client.get(server.url);
    await client.post(server.url, {}, 'body');
    // The connection becomes idle some turns of the event loop after the answer.
    for (let turn = 0; turn < 5; turn += 1) await new Promise(setImmediate);
    now.mockImplementation(() => performance.now() + 1_500);
    await client.post(server.url, {}, 'body');
    // The first connection served twice, and the last request came on a new one.
    expect(turns).toEqual([1, 2, 1]);
  });

  it.each([
    ['a new one that is closed without an answer', 1, '', 1],
    ['a kept one that is closed after the first byte', 2, 'H', 2],
  ])('%s is an error, and the request is sent once', async (_what, fatalTurn, bytes, count) => {
    let requests = 0;
    const server = await rawTlsServer((socket, _request, turn) => {
      requests += 1;
      if (turn < fatalTurn) socket.write(OK);
      else socket.end(bytes);
    });
    const client = clientOf(ann);
    for (let turn = 1; turn < fatalTurn; turn += 1) await client.get(server.url);
    const error = await failureOf(client.get(server.url));
    expect(error).toMatchObject({ code: GENERAL, cause: { code: 'ECONNRESET' } });
    expect(requests).toBe(count);
  });

  it('that close just before a request goes out on them count as new: it is not sent once more', async () => {
    let latest: TLSSocket | undefined;
    const server = await rawTlsServer((socket) => {
      latest = socket;
      if (server.connections() % 2 === 1) socket.write(OK);
      else socket.destroy();
    });
    const client = clientOf(ann);
    for (let i = 1; i <= 10; i += 1) {
      await client.get(server.url);
      latest?.destroy();
      expect(await failureOf(client.get(server.url))).toMatchObject({ cause: { code: 'ECONNRESET' } });
      expect(server.connections()).toBe(2 * i);
    }
  });

  it('that break in a body are an error, with no advice about certificates', async () => {
    const server = await rawTlsServer(
      (socket) => void socket.end('HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf'),
    );
    const error = await failureOf(clientOf(ann).get(server.url));
    expect(error).toMatchObject({ code: GENERAL, cause: { code: 'ECONNRESET' } });
    expect(error.message).toMatch(/failed: aborted \(ECONNRESET\)\.$/);
  });

  it('are reused again after one was closed', async () => {
    let requests = 0;
    const server = await rawTlsServer((socket) => {
      requests += 1;
      socket.write(OK);
      if (requests === 1) socket.end();
    });
    const client = clientOf(ann);
    for (let i = 0; i < 10; i += 1) await client.get(server.url);
    expect(server.connections()).toBeLessThan(4);
  });

  it('are kept for the identities used last', async () => {
    const server = await serverWith();
    const dispatchers = untilTestEnds(new MtlsDispatchers(3));
    // The key is not encrypted. Different passphrases make different identities all the same.
    const callAs = (passphrase: string) =>
      new MTLSClient({ ...ann, ca: certificates.ca, passphrase }, { ...direct, dispatchers }).get(
        server.url(),
      );
    for (const identity of ['a', 'b', 'c', 'a']) await callAs(identity);
    expect(server.connections()).toBe(3);
    await callAs('d');
    await callAs('a');
    expect(server.connections()).toBe(4);
    await callAs('b');
    expect(server.connections()).toBe(5);
  });

  it('that nobody accepts are named by the reason', async () => {
    const server = await serverWith();
    await server.close();
    const error = await failureOf(clientOf(ann).get(server.url()));
    expect(error).toMatchObject({ code: GENERAL, cause: { code: 'ECONNREFUSED' } });
    expect(error.message).toMatch(/ECONNREFUSED/);
  });
});
