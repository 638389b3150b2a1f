import { createServer as createHttpsServer, type ServerOptions } from 'node:https';
import { createServer as createNetServer } from 'node:net';
import {
  checkServerIdentity,
  createServer as createTlsServer,
  type PeerCertificate,
  type TLSSocket,
} from 'node:tls';
import { parse } from 'node:url';
import { inspect } from 'node:util';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Container, createContainer } from '../../src/container';
import type { HttpRequestOptions } from '../../src/http/request/options';
import { type ConnectProxy, type ConnectProxyOptions, startConnectProxy } from '../helpers/connect-proxy';
import { failureOf } from '../helpers/failure-of';
import { type Listening, listen, untilTestEnds } from '../helpers/listen';
import { describeWithOpenssl, type Identity, useCertificates } from '../helpers/make-certificates';
import { type Handler, startServer, type TestServer } from '../helpers/with-server';
import { ROOT, runNode } from '../package/pack';

const HOSTS = ['127.0.0.1', '[::1]', 'service.test', 'other.test'];
const SOCKET_CLOSED = 'Error [ERR_SOCKET_CLOSED]: Socket is closed';

let container: Container;
let logged: string[];

beforeEach(() => {
  logged = [];
  const log = (line: string) => void logged.push(line);
  container = createContainer();
  container.configuration.configure({
    whitelist: HOSTS,
    rateLimit: { mode: 'off' },
    logger: { debug: log, warn: log },
  });
});
afterEach(() => container.reset());

async function proxyWith(options?: ConnectProxyOptions): Promise<ConnectProxy> {
  return untilTestEnds(await startConnectProxy(options));
}

async function serverWith(handler?: Handler, identity?: ServerOptions): Promise<TestServer> {
  return untilTestEnds(await startServer(handler, identity));
}

/** A port where nobody listens. */
async function closedPort(): Promise<number> {
  const server = await listen(createNetServer());
  await server.close();
  return server.port;
}

describe('an http target', () => {
  it('is asked for in absolute form, with its own Host and the credentials of the proxy URL', async () => {
    const proxy = await proxyWith({ credentials: 'us er:p@ss' });
    const server = await serverWith();
    const answer = await container.httpClient().get({
      url: `http://service.test:${server.port}/a%20b?c=d`,
      headers: { 'x-mine': 'kept' },
      proxy: proxy.url('us%20er:p%40ss'),
    });
    expect(JSON.parse(answer)).toMatchObject({ url: '/a%20b?c=d' });
    expect(proxy.requests).toEqual([
      {
        method: 'GET',
        target: `http://service.test:${server.port}/a%20b?c=d`,
        headers: expect.objectContaining({
          host: `service.test:${server.port}`,
          'proxy-authorization': `Basic ${Buffer.from('us er:p@ss').toString('base64')}`,
          'x-mine': 'kept',
        }),
      },
    ]);
    expect(server.requests[0]?.headers).toMatchObject({
      host: `service.test:${server.port}`,
      'x-mine': 'kept',
    });
  });

  it('sends bodies through the proxy, and reuses its connection', async () => {
    const proxy = await proxyWith();
    const server = await serverWith((request, response) => response.end(request.body));
    const http = container.httpClient().defaults({ proxy: proxy.url() });
    for (const body of ['one', 'two', 'three']) {
      expect(await http.post(`http://service.test:${server.port}/`, { body })).toBe(body);
    }
    expect(proxy.open()).toBe(1);
  });

  it.each([
    ['a URL', (text: string) => new URL(text)],
    ['a legacy Url object', (text: string) => parse(text)],
  ])('is taken as %s', async (_name, toObject) => {
    const proxy = await proxyWith({ credentials: 'user:secret' });
    const server = await serverWith();
    for (const tunnel of [true, false]) {
      const url = `http://service.test:${server.port}/path`;
      await container.httpClient().get({ url, tunnel, proxy: toObject(proxy.url('user:secret')) });
    }
    expect(proxy.requests).toMatchObject([{ method: 'CONNECT' }, { method: 'GET' }]);
  });

  it.each([5, true, {}, []])('is refused if it is %j', async (proxy) => {
    const error = await failureOf(
      container.httpClient().get({ url: 'http://service.test/', proxy: proxy as never }),
    );
    expect(error.message).toBe(
      'Error: options.proxy must be a URL such as "http://proxy.example.com:8080", or false for no proxy',
    );
  });

  it('gets a CONNECT with tunnel: true', async () => {
    const proxy = await proxyWith({ credentials: 'user:secret' });
    const server = await serverWith();
    const url = `http://service.test:${server.port}/path`;
    await container.httpClient().get({ url, tunnel: true, proxy: proxy.url('user:secret') });
    expect(proxy.requests).toMatchObject([{ method: 'CONNECT', target: `service.test:${server.port}` }]);
    expect(server.requests).toMatchObject([{ url: '/path' }]);
    expect(server.requests[0]?.headers).not.toHaveProperty('proxy-authorization');
  });

  it('gets the answer of the proxy itself: 407 is a response', async () => {
    const proxy = await proxyWith({ credentials: 'user:secret' });
    const url = 'http://service.test/';
    await expect(container.httpClient().get({ url, proxy: proxy.url('user:wrong') })).rejects.toMatchObject({
      name: 'StatusCodeError',
      statusCode: 407,
    });
  });
});

describeWithOpenssl('an https target', () => {
  const certificates = useCertificates();
  let service: Identity;
  beforeAll(() => {
    service = certificates.server('service.test');
  });

  it('is reached by CONNECT, with TLS end to end', async () => {
    const proxy = await proxyWith({ credentials: 'user:secret' });
    const server = await serverWith(undefined, service);
    const answer = await container.httpClient().post({
      url: `https://service.test:${server.port}/path?q=1`,
      ca: certificates.ca,
      headers: { 'x-mine': 'visible-to-target-only', authorization: 'Bearer visible-to-target-only' },
      body: 'visible-to-target-only',
      proxy: proxy.url('user:secret'),
    });
    expect(JSON.parse(answer)).toEqual({ method: 'POST', url: '/path?q=1', body: 'visible-to-target-only' });
    expect(proxy.requests).toEqual([
      {
        method: 'CONNECT',
        target: `service.test:${server.port}`,
        headers: {
          host: `service.test:${server.port}`,
          connection: expect.any(String),
          'proxy-authorization': `Basic ${Buffer.from('user:secret').toString('base64')}`,
        },
      },
    ]);
    expect(proxy.received().length).toBeGreaterThan(100);
    expect(proxy.received()).not.toContain('visible-to-target-only');
    expect(server.requests[0]?.headers).toMatchObject({
      host: `service.test:${server.port}`,
      'x-mine': 'visible-to-target-only',
    });
    expect(server.requests[0]?.headers).not.toHaveProperty('proxy-authorization');
  });

  it('does not see a proxy-authorization header of the caller: it goes with CONNECT, as in request', async () => {
    const proxy = await proxyWith({ credentials: 'user:secret' });
    const server = await serverWith(undefined, service);
    await container.httpClient().get({
      url: `https://service.test:${server.port}/`,
      ca: certificates.ca,
      headers: { 'Proxy-Authorization': `Basic ${Buffer.from('user:secret').toString('base64')}` },
      proxy: proxy.url(),
    });
    expect(server.requests[0]?.headers).not.toHaveProperty('proxy-authorization');
  });

  it('sees no proxy-authorization header of the caller beside the credentials of the proxy URL', async () => {
    const proxy = await proxyWith({ credentials: 'user:secret' });
    const server = await serverWith(undefined, service);
    await container.httpClient().get({
      url: `https://service.test:${server.port}/`,
      ca: certificates.ca,
      headers: { 'Proxy-Authorization': 'Basic something' },
      proxy: proxy.url('user:secret'),
    });
    expect(server.requests[0]?.headers).not.toHaveProperty('proxy-authorization');
  });

  it('must show a certificate of its own name', async () => {
    const proxy = await proxyWith();
    const server = await serverWith(undefined, service);
    const url = `https://other.test:${server.port}/`;
    const error = await failureOf(
      container.httpClient().get({ url, ca: certificates.ca, proxy: proxy.url() }),
    );
    expect(error.cause?.code).toBe('ERR_TLS_CERT_ALTNAME_INVALID');
    expect(server.requests).toEqual([]);
  });

  it('can be an IPv6 address', async () => {
    const proxy = await proxyWith();
    const server = await startIpv6Server(certificates.server('::1'));
    const url = `https://[::1]:${server.port}/`;
    // Node 22.23 accepts no certificate for an IPv6 address. There, only the way through the proxy is checked.
    const certificate = {
      subject: { CN: '::1' },
      subjectaltname: 'IP Address:0:0:0:0:0:0:0:1',
    } as PeerCertificate;
    const rejectUnauthorized = checkServerIdentity('::1', certificate) === undefined;
    const options = { url, ca: certificates.ca, rejectUnauthorized, proxy: proxy.url() };
    expect(await container.httpClient().get(options)).toBe('six');
    expect(proxy.requests).toMatchObject([{ method: 'CONNECT', target: `[::1]:${server.port}` }]);
  });

  it('goes in absolute form with tunnel: false', async () => {
    const proxy = await proxyWith();
    const server = await serverWith();
    const url = `https://service.test:${server.port}/path`;
    await container.httpClient().get({ url, tunnel: false, proxy: proxy.url() });
    expect(proxy.requests).toMatchObject([
      { method: 'GET', target: url, headers: { host: `service.test:${server.port}` } },
    ]);
  });

  it('warns once a host that tunnel: false shows an https call to the proxy, and only then', async () => {
    const proxy = await proxyWith();
    const server = await serverWith(undefined, service);
    const warnings: string[] = [];
    container.configuration.configure({ logger: { warn: (line) => void warnings.push(line) } });
    const http = container.httpClient().defaults({ proxy: proxy.url(), ca: certificates.ca, simple: false });
    const call = (host: string, options: object) =>
      http.get({ url: `https://${host}:${server.port}/`, ...options }).catch(() => undefined);
    await call('service.test', {});
    await call('127.0.0.1', { tunnel: false, proxy: null });
    expect(warnings.filter((line) => line.includes('without encryption'))).toEqual([]);
    for (let i = 0; i < 3; i += 1) await call('service.test', { tunnel: false });
    const found = warnings.filter((line) => line.includes('without encryption'));
    expect(found).toHaveLength(1);
    expect(found[0]).toContain(`https://service.test:${server.port} goes to the proxy`);
  });

  it('reuses its tunnel', async () => {
    const proxy = await proxyWith();
    const server = await serverWith(undefined, service);
    const http = container.httpClient().defaults({ ca: certificates.ca, proxy: proxy.url() });
    for (let i = 0; i < 5; i += 1) await http.get(`https://service.test:${server.port}/${i}`);
    expect(server.requests).toHaveLength(5);
    expect(proxy.requests).toHaveLength(1);
  });

  it('gets a tunnel of its own for each host, proxy, proxy user and TLS identity', async () => {
    const [one, two] = [await proxyWith(), await proxyWith()];
    const identity = certificates.server('service.test', 'other.test');
    const server = await serverWith(undefined, identity);
    const [ann, bob] = [certificates.client('ann'), certificates.client('bob')];
    const calls: HttpRequestOptions[] = [
      { proxy: one.url() },
      { proxy: two.url() },
      { proxy: one.url('ann:x') },
      { proxy: one.url('ann:y') },
      { proxy: one.url(), ...ann },
      { proxy: one.url(), ...bob },
      { proxy: one.url(), rejectUnauthorized: false },
      { proxy: one.url(), agentOptions: { servername: 'other.test' } },
      { proxy: one.url(), url: `https://other.test:${server.port}/` },
    ];
    const http = container
      .httpClient()
      .defaults({ url: `https://service.test:${server.port}/`, ca: certificates.ca });
    for (const options of [...calls, ...calls]) await http.get(options);
    expect(one.requests).toHaveLength(calls.length - 1);
    expect(two.requests).toHaveLength(1);
    expect(server.requests).toHaveLength(2 * calls.length);
  });

  it('shows each of two client certificates, at once and through one proxy', async () => {
    const proxy = await proxyWith();
    const server = await startIdentityServer({
      ...service,
      ca: certificates.ca,
      requestCert: true,
      rejectUnauthorized: true,
    });
    const http = container.httpClient().defaults({
      url: `https://service.test:${server.port}/`,
      ca: certificates.ca,
      proxy: proxy.url(),
    });
    const [ann, bob] = [certificates.client('ann'), certificates.client('bob')];
    const calls = [ann, bob, ann, bob].map((identity) => http.get({ ...identity }));
    expect(await Promise.all(calls)).toEqual(['ann', 'bob', 'ann', 'bob']);
  });

  const TUNNELLED: HttpRequestOptions[] = [
    { url: 'https://service.test:8443/' },
    { url: 'http://service.test:8080/', tunnel: true },
  ];

  it.each(TUNNELLED)('Socket is closed: a closed CONNECT for $url', async (options) => {
    const proxy = await proxyWith({ mode: 'close' });
    const error = await failureOf(container.httpClient().get({ ...options, proxy: proxy.url() }));
    expect(error.message).toBe(SOCKET_CLOSED);
    expect(error.cause?.code).toBe('ERR_SOCKET_CLOSED');
    // A CONNECT that the proxy closes is not a stale connection, so it is not repeated.
    expect(proxy.requests).toHaveLength(1);
    await proxy.allClosed();
  });

  it.each(TUNNELLED)('429 to CONNECT for $url is a 429 response', async (options) => {
    const proxy = await proxyWith({ mode: 429 });
    const http = container.httpClient().defaults({ ...options, proxy: proxy.url() });
    await expect(http.get({})).rejects.toMatchObject({ name: 'StatusCodeError', statusCode: 429 });
    expect(await http.get({ simple: false, resolveWithFullResponse: true })).toMatchObject({
      statusCode: 429,
      body: 'Too Many Requests',
    });
    await proxy.allClosed();
  });

  it.each([403, 407, 502])('%i to CONNECT is an error in the words of request', async (status) => {
    const proxy = await proxyWith({ mode: status });
    const url = 'https://service.test:8443/';
    const error = await failureOf(container.httpClient().get({ url, proxy: proxy.url() }));
    expect(error.message).toBe(`Error: tunneling socket could not be established, statusCode=${status}`);
    expect(error.cause?.code).toBe('ECONNRESET');
    await proxy.allClosed();
  });

  it('407 to CONNECT when the credentials are wrong', async () => {
    const proxy = await proxyWith({ credentials: 'user:secret' });
    const url = 'https://service.test:8443/';
    const error = await failureOf(container.httpClient().get({ url, proxy: proxy.url('user:wrong') }));
    expect(error.message).toBe('Error: tunneling socket could not be established, statusCode=407');
  });

  it('a proxy that cannot be reached is named by its cause', async () => {
    const port = await closedPort();
    const url = 'https://service.test:8443/';
    const error = await failureOf(container.httpClient().get({ url, proxy: `http://127.0.0.1:${port}` }));
    expect(error.message).toBe(
      `Error: tunneling socket could not be established, cause=connect ECONNREFUSED 127.0.0.1:${port}`,
    );
  });

  it('a proxy that never answers CONNECT: ETIMEDOUT, and nothing stays open', async () => {
    const proxy = await proxyWith({ mode: 'never-answer' });
    const url = 'https://service.test:8443/';
    const error = await failureOf(container.httpClient().get({ url, timeout: 60, proxy: proxy.url() }));
    expect(error.cause).toMatchObject({ code: 'ETIMEDOUT', connect: true });
    expect(error.message).toBe('Error: ETIMEDOUT');
    await proxy.allClosed();
  });

  it('an aborted call closes its connection to a proxy that never answers CONNECT', async () => {
    const proxy = await proxyWith({ mode: 'never-answer' });
    const call = container.httpClient().get({ url: 'https://service.test:8443/', proxy: proxy.url() });
    await proxy.asked();
    call.abort();
    await proxy.allClosed();
    expect(proxy.open()).toBe(0);
  }, 5_000);

  it('works again after a refusal: nothing of it is remembered', async () => {
    const proxy = await proxyWith({ mode: 403 });
    const server = await serverWith(undefined, service);
    const http = container.httpClient().defaults({
      url: `https://service.test:${server.port}/`,
      ca: certificates.ca,
      proxy: proxy.url(),
    });
    await failureOf(http.get({}));
    proxy.use('tunnel');
    expect(await http.get({ resolveWithFullResponse: true })).toMatchObject({ statusCode: 200 });
  });

  it('meets a server that closes kept tunnels with a fresh one', async () => {
    const proxy = await proxyWith();
    const server = await startForgetfulServer(service);
    const http = container.httpClient().defaults({
      url: `https://service.test:${server.port}/`,
      ca: certificates.ca,
      proxy: proxy.url(),
    });
    for (let i = 0; i < 6; i += 1) expect(await http.get({})).toBe('ok');
  });

  it('an https proxy is spoken to over TLS, for tunnels and in absolute form', async () => {
    const proxy = await proxyWith({
      tls: certificates.server('localhost', '127.0.0.1'),
      credentials: 'user:secret',
    });
    const [secure, plain] = [await serverWith(undefined, service), await serverWith()];
    const script = `
      setTimeout(() => process.exit(9), 15_000).unref();
      const { Toolbelt } = require('lp-faas-toolbelt');
      Toolbelt.configure({ whitelist: ['service.test'], proxy: process.argv[1] });
      const http = Toolbelt.HTTPClient();
      (async () => {
        for (const url of process.argv.slice(2)) {
          const { statusCode } = await http.get({ url, resolveWithFullResponse: true });
          console.log(statusCode);
        }
      })();
    `;
    const urls = [`https://service.test:${secure.port}/`, `http://service.test:${plain.port}/`];
    // The proxy is called by its name, because a client sends no address as the server name of a handshake.
    const proxyUrl = proxy.url('user:secret').replace('127.0.0.1', 'localhost');
    const outcome = await runNode(['-e', script, proxyUrl, ...urls], ROOT, {
      NODE_EXTRA_CA_CERTS: certificates.caFile,
    });
    expect(outcome).toEqual({ status: 0, stdout: '200\n200\n', stderr: '' });
    expect(proxy.requests).toMatchObject([
      { method: 'CONNECT', target: `service.test:${secure.port}` },
      { method: 'GET', target: urls[1], headers: { host: `service.test:${plain.port}` } },
    ]);
    expect(proxy.received()).not.toContain('GET /');
  });

  it('an https proxy without a trusted certificate is not used', async () => {
    const proxy = await proxyWith({ tls: certificates.selfSigned('localhost') });
    const proxyUrl = proxy.url().replace('127.0.0.1', 'localhost');
    for (const url of ['https://service.test:8443/', 'http://service.test:8080/']) {
      const error = await failureOf(container.httpClient().get({ url, proxy: proxyUrl }));
      expect(error.message).toMatch(/self-signed certificate/);
    }
    expect(proxy.requests).toEqual([]);
  });

  async function startIpv6Server(identity: Identity): Promise<Listening> {
    const server = createHttpsServer(identity, (_request, response) => void response.end('six'));
    return untilTestEnds(await listen(server, '::1'));
  }

  /** Answers with the name in the client's certificate. */
  function startIdentityServer(options: ServerOptions): Promise<TestServer> {
    return serverWith((_request, response) => {
      response.end((response.socket as TLSSocket).getPeerCertificate().subject.CN);
    }, options);
  }

  /** Answers the first request of a connection, and closes it when the second arrives. */
  async function startForgetfulServer(identity: Identity): Promise<Listening> {
    const server = createTlsServer(identity, (socket) => {
      socket.once('data', () => {
        socket.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok');
        socket.once('data', () => socket.destroy());
      });
    });
    return untilTestEnds(await listen(server));
  }
});

describe('where the proxy comes from', () => {
  let proxy: ConnectProxy;
  let other: ConnectProxy;
  let server: TestServer;
  beforeEach(async () => {
    [proxy, other] = [await proxyWith({ mode: 403 }), await proxyWith({ mode: 403 })];
    server = await serverWith();
  });

  const get = (options: HttpRequestOptions = {}) =>
    container.httpClient().get({ url: `http://service.test:${server.port}/`, ...options });
  const hosts = (one: ConnectProxy) => one.requests.map(({ method, target }) => `${method} ${target}`);
  const viaProxy = () => [`GET http://service.test:${server.port}/`];

  it('HTTP_PROXY, read for every call', async () => {
    const http = container.httpClient();
    const call = () => http.get(`http://service.test:${server.port}/`);
    process.env.HTTP_PROXY = proxy.url();
    await call();
    process.env.HTTP_PROXY = other.url();
    await call();
    expect([hosts(proxy), hosts(other)]).toEqual([viaProxy(), viaProxy()]);
  });

  it('HTTPS_PROXY for https, and HTTP_PROXY without one', async () => {
    process.env.HTTPS_PROXY = proxy.url();
    process.env.HTTP_PROXY = other.url();
    await failureOf(get({ url: 'https://service.test/' }));
    delete process.env.HTTPS_PROXY;
    await failureOf(get({ url: 'https://service.test/' }));
    expect([hosts(proxy), hosts(other)]).toEqual([
      ['CONNECT service.test:443'],
      ['CONNECT service.test:443'],
    ]);
  });

  it('a lower-case variable before its upper-case twin', async () => {
    process.env.HTTP_PROXY = other.url();
    process.env.http_proxy = proxy.url();
    await get();
    expect([hosts(proxy), hosts(other)]).toEqual([viaProxy(), []]);
  });

  it('a value without a scheme', async () => {
    process.env.HTTP_PROXY = `127.0.0.1:${proxy.port}`;
    await get();
    expect(hosts(proxy)).toEqual(viaProxy());
  });

  it('not for hosts in NO_PROXY, and never for loopback', async () => {
    process.env.HTTP_PROXY = proxy.url();
    await get({ url: server.url() });
    process.env.NO_PROXY = 'service.test';
    await failureOf(get({ url: 'http://service.test:1/' }));
    process.env.no_proxy = 'elsewhere.test';
    await get();
    expect(hosts(proxy)).toEqual(viaProxy());
    expect(server.requests).toHaveLength(2);
  });

  it('configure({ proxy }) before the environment, with its NO_PROXY', async () => {
    process.env.HTTP_PROXY = other.url();
    container.configuration.configure({ proxy: proxy.url() });
    await get();
    process.env.NO_PROXY = 'service.test';
    await failureOf(get({ url: 'http://service.test:1/' }));
    expect([hosts(proxy), hosts(other)]).toEqual([viaProxy(), []]);
  });

  it('configure({ proxy: false }) for none', async () => {
    process.env.HTTP_PROXY = proxy.url();
    container.configuration.configure({ proxy: false });
    const error = await failureOf(get({ url: 'http://service.test:1/' }));
    expect(error.cause?.code).toMatch(/^(ENOTFOUND|EAI_AGAIN)$/);
    expect(hosts(proxy)).toEqual([]);
  });

  it.each([null, false, ''] as const)('proxy: %j of a call for none', async (none) => {
    process.env.HTTP_PROXY = proxy.url();
    container.configuration.configure({ proxy: proxy.url() });
    const error = await failureOf(get({ url: 'http://service.test:1/', proxy: none }));
    expect(error.cause?.code).toMatch(/^(ENOTFOUND|EAI_AGAIN)$/);
    expect(hosts(proxy)).toEqual([]);
  });

  it('the proxy of a call before everything else, for loopback too', async () => {
    process.env.HTTP_PROXY = other.url();
    process.env.NO_PROXY = '*';
    container.configuration.configure({ proxy: other.url() });
    await get({ url: server.url(), proxy: proxy.url() });
    expect([hosts(proxy), hosts(other)]).toEqual([[`GET ${server.url()}`], []]);
  });

  it('never before the whitelist', async () => {
    const error = await failureOf(get({ url: 'https://unlisted.test/', proxy: proxy.url() }));
    expect(error.message).toBe(SOCKET_CLOSED);
    expect(hosts(proxy)).toEqual([]);
  });
});

describe('the password of a proxy', () => {
  const PASSWORD = 'hunter2-very-secret';

  interface Leak {
    name: string;
    mode?: ConnectProxyOptions['mode'];
    credentials?: string;
    /** The address in the proxy variables, where it is not that of the proxy. */
    address?: (userInfo: string) => Promise<string>;
    options?: HttpRequestOptions;
  }

  it.each<Leak>([
    { name: 'CONNECT closed', mode: 'close' },
    { name: 'CONNECT answered with 403', mode: 403 },
    { name: 'CONNECT answered with 429', mode: 429 },
    { name: 'CONNECT never answered', mode: 'never-answer', options: { timeout: 40 } },
    { name: 'CONNECT with wrong credentials', credentials: 'nobody:x' },
    {
      name: 'absolute form with wrong credentials',
      credentials: 'nobody:x',
      options: { url: 'http://service.test/' },
    },
    {
      name: 'nobody listens',
      address: async (userInfo) => `http://${userInfo}@127.0.0.1:${await closedPort()}`,
    },
    { name: 'not the URL of a proxy', address: async (userInfo) => `socks5://${userInfo}@127.0.0.1:1` },
  ])(
    'is in no error, JSON, inspection or log line: $name',
    async ({ mode, credentials, address, options }) => {
      const proxy = await proxyWith({
        ...(mode === undefined ? {} : { mode }),
        ...(credentials === undefined ? {} : { credentials }),
      });
      const userInfo = `user:${PASSWORD}`;
      const url = address ? await address(userInfo) : proxy.url(userInfo);
      process.env.HTTPS_PROXY = url;
      process.env.HTTP_PROXY = url;
      const call = { url: 'https://service.test/', ...options };
      for (const given of [call, { ...call, proxy: url }]) {
        const reason = await failureOf(container.httpClient().get(given));
        expect(reason).toBeInstanceOf(Error);
        const encoded = Buffer.from(userInfo).toString('base64');
        for (const text of [
          String(reason),
          JSON.stringify(reason),
          inspect(reason, { depth: 10 }),
          ...logged,
        ]) {
          expect(text).not.toContain(PASSWORD);
          expect(text).not.toContain(encoded);
        }
      }
    },
  );
});
