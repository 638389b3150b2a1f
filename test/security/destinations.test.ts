import { parse } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { HttpRequestOptions } from '../../src/http/request/options';
import { ErrorCodes, RequestError, Toolbelt } from '../../src/index';
import { failureOf } from '../helpers/failure-of';
import { useCertificates } from '../helpers/make-certificates';
import { startServer, type TestServer } from '../helpers/with-server';

let server: TestServer;

beforeEach(async () => {
  server = await startServer();
  Toolbelt.configure({
    accountId: '12345',
    // `localhost` is the host that must not be reached.
    whitelist: ['127.0.0.1'],
    rateLimit: { mode: 'off' },
    logger: {},
    csds: { msgHist: server.url('').replace(/\/$/, '') },
    secrets: {
      'lp-faas-default-app-key': { consumerKey: 'k', consumerSecret: 's', token: 't', tokenSecret: 'ts' },
    },
  });
});

afterEach(async () => {
  Toolbelt.reset();
  await server.close();
});

describe('HTTPClient goes where the whitelist allows, whatever the options say', () => {
  const denied = (evil: string): [name: string, options: HttpRequestOptions][] => [
    ['a path that is a host', { baseUrl: server.url(''), uri: `//localhost:${server.port}/` }],
    ['an absolute uri', { baseUrl: server.url(''), uri: evil }],
    ['a base without a slash', { baseUrl: `http://127.0.0.1:${server.port}@localhost`, uri: '/' }],
    ['user info that looks like a host', { url: `http://127.0.0.1:80@localhost:${server.port}/` }],
    ['a backslash', { url: `http://localhost:${server.port}\\@127.0.0.1/` }],
    ['a unix socket', { url: 'http://unix:/var/run/docker.sock:/info' }],
    ['a file', { url: 'file:///etc/passwd' }],
    ['data', { url: 'data:text/plain,x' }],
    ['ftp', { url: 'ftp://127.0.0.1/' }],
    // A part that differs from href was changed after parsing, and counts.
    ['a legacy object whose parts differ', { url: { ...parse(evil), href: server.url() } }],
    ['a legacy object without href', { url: { ...parse(evil), href: undefined } as never }],
    ['uri before url', { uri: evil, url: server.url() }],
  ];

  it('in a URL', async () => {
    for (const [name, options] of denied(`http://localhost:${server.port}/`)) {
      const error = await failureOf(Toolbelt.HTTPClient()(options));
      expect(error, name).toBeInstanceOf(RequestError);
      expect(error.message, name).toMatch(/Socket is closed|Invalid (URI|protocol)|must be a path/);
    }
    expect(server.requests).toEqual([]);
  });

  it('in a legacy object: the parts count, and an href that differs goes nowhere', async () => {
    const url = { ...parse(server.url('/here')), href: `http://localhost:${server.port}/evil` };
    await Toolbelt.HTTPClient()({ url });
    expect(server.requests.map(({ url: target, headers }) => [target, headers.host])).toEqual([
      ['/here', `127.0.0.1:${server.port}`],
    ]);
  });

  it.each([
    ['host', 'localhost'],
    ['hostname', 'localhost'],
    ['port', 1],
    ['path', '/var/run/docker.sock'],
    ['socketPath', '/var/run/docker.sock'],
    ['createConnection', () => {}],
    ['socket', {}],
    ['proxy', 'http://localhost:1'],
    ['proxyEnv', { HTTP_PROXY: 'http://localhost:1', http_proxy: 'http://localhost:1' }],
    ['proxyRequestOptions', { host: 'localhost' }],
    ['agent', {}],
    ['_defaultAgent', {}],
    ['auth', 'user:pass'],
    ['clientCertEngine', '/tmp/evil.so'],
    ['privateKeyEngine', '/tmp/evil.so'],
    ['isServer', true],
    ['onread', {}],
    ['anythingNew', 1],
    ['defaultPort', 1],
  ])('in agentOptions.%s, which has no effect', async (name, value) => {
    const warnings: string[] = [];
    Toolbelt.configure({ logger: { warn: (line) => void warnings.push(line) } });
    await Toolbelt.HTTPClient()({ url: server.url('/here'), agentOptions: { [name]: value } });
    expect(server.requests.map(({ url }) => url)).toEqual(['/here']);
    expect(warnings.join()).toContain(`"agentOptions.${name}" has no effect`);
  });

  it('in agentOptions.proxyEnv, also under TLS and on a redirect: Node 24 would send everything there', async () => {
    const proxy = await startServer((_request, response) => void response.end('evil'));
    const proxyEnv = { HTTP_PROXY: proxy.url(''), HTTPS_PROXY: proxy.url('') };
    Toolbelt.configure({ logger: {} });
    try {
      await Toolbelt.HTTPClient()({ url: server.url('/redirect/302?to=/there'), agentOptions: { proxyEnv } });
      await failureOf(Toolbelt.HTTPClient()({ url: 'https://127.0.0.1:1/', agentOptions: { proxyEnv } }));
      await failureOf(Toolbelt.HTTPClient().defaults({ agentOptions: { proxyEnv } })('https://127.0.0.1:1/'));
      expect(proxy.requests).toEqual([]);
    } finally {
      await proxy.close();
    }
  });

  it('takes options of Node that leave the target alone, without a warning', async () => {
    const warnings: string[] = [];
    Toolbelt.configure({ logger: { warn: (line) => void warnings.push(line) } });
    const agentOptions = { keepAliveMsecs: 500, maxSockets: 2, family: 4, noDelay: true, ciphers: 'HIGH' };
    await Toolbelt.HTTPClient()({ url: server.url('/here'), agentOptions });
    expect(server.requests.map(({ url }) => url)).toEqual(['/here']);
    expect(warnings).toEqual([]);
  });

  it('in options of Node that are none of request', async () => {
    const options = {
      url: server.url('/here'),
      socketPath: '/var/run/docker.sock',
      host: 'localhost',
      port: 1,
    };
    await Toolbelt.HTTPClient()(options);
    expect(server.requests.map(({ url }) => url)).toEqual(['/here']);
  });

  it('with a host header: the URL alone decides, and request sends it too', async () => {
    await Toolbelt.HTTPClient()({ url: server.url('/'), headers: { host: 'virtual.test' } });
    expect(server.requests[0]?.headers.host).toBe('virtual.test');
    const evil = { url: `http://localhost:${server.port}/`, headers: { host: '127.0.0.1' } };
    expect((await failureOf(Toolbelt.HTTPClient()(evil))).cause?.code).toBe('ERR_SOCKET_CLOSED');
  });

  it('with a URL object that answers differently at every read', async () => {
    const evil = `http://localhost:${server.port}/evil`;
    let hrefs = 0;
    class Shifty extends URL {}
    Object.defineProperties(Shifty.prototype, {
      href: {
        get() {
          hrefs += 1;
          return hrefs === 1 ? server.url('/good') : evil;
        },
      },
      hostname: { get: () => '127.0.0.1' },
      toString: { value: () => evil },
    });
    await Toolbelt.HTTPClient()({ url: new Shifty(evil) });
    let reads = 0;
    const legacy = {
      protocol: 'http:',
      get href() {
        reads += 1;
        return reads === 1 ? server.url('/good') : evil;
      },
    };
    await Toolbelt.HTTPClient()({ url: legacy as never });
    let urls = 0;
    const options = {
      get url() {
        urls += 1;
        return urls === 1 ? server.url('/good') : evil;
      },
    };
    await Toolbelt.HTTPClient()(options);
    expect(server.requests.map(({ url, headers }) => [url, headers.host])).toEqual(
      Array(3).fill(['/good', `127.0.0.1:${server.port}`]),
    );
  });

  it('with options that change after the call', async () => {
    const options: HttpRequestOptions = { url: server.url('/good'), headers: { 'x-a': '1' } };
    const call = Toolbelt.HTTPClient()(options);
    options.url = `http://localhost:${server.port}/evil`;
    await call;
    expect(server.requests.map(({ url }) => url)).toEqual(['/good']);
  });
});

describe('LpClient stays on the host of its service', () => {
  it.each(['//localhost/x', 'http://localhost/', 'HTTPS://localhost/', '/a://b'])(
    '%j is refused',
    async (path) => {
      const error = await failureOf(Toolbelt.LpClient()('msgHist', path));
      expect(error.message).toContain('must be a path');
      expect(server.requests).toEqual([]);
    },
  );

  it.each([
    '@localhost/',
    '.localhost/',
    ':80/',
    '\\\\localhost\\',
    '/\\localhost/',
    '/..//localhost/',
    '?a=//localhost',
    '#@localhost',
    '\t//localhost/',
    ' //localhost/',
  ])('%j is a path there', async (path) => {
    await Toolbelt.LpClient()('msgHist', path);
    expect(server.requests).toHaveLength(1);
    expect(server.requests[0]?.headers.host).toBe(`127.0.0.1:${server.port}`);
  });

  it('whatever url, uri and baseUrl in the options say', async () => {
    const evil = `http://localhost:${server.port}/`;
    await Toolbelt.LpClient()('msgHist', '/good', { url: evil, uri: evil, baseUrl: evil });
    expect(server.requests.map(({ url, headers }) => [url, headers.host])).toEqual([
      ['/good', `127.0.0.1:${server.port}`],
    ]);
  });

  it('and follows no redirect to a host that is not allowed', async () => {
    server.use((_, response) => {
      response.writeHead(302, { location: `http://localhost:${server.port}/evil` }).end();
    });
    const error = await failureOf(Toolbelt.LpClient()('msgHist', '/'));
    expect(error.message).toContain('Socket is closed');
    expect(server.requests).toHaveLength(1);
  });
});

describe('hosts that service discovery names', () => {
  const certificates = useCertificates();

  it.each(['evil.test@127.0.0.1', '127.0.0.1/path', '127.0.0.1\r\n.test', 'file:///etc/passwd', ' ', 'a b'])(
    '%j is no host',
    async (baseURI) => {
      const domains = await startServer((_, response) => {
        response.setHeader('content-type', 'application/json');
        response.end(JSON.stringify({ baseURIs: [{ service: 'evilService', baseURI }] }));
      }, certificates.server('127.0.0.1'));
      process.env.X_LIVEPERSON_CSDS_DOMAIN = `127.0.0.1:${domains.port}`;
      process.env.NODE_TLS_REJECT_UNAUTHORIZED = '0';
      try {
        const error = await failureOf(Toolbelt.LpClient()('evilService', '/'));
        expect(error.code).toBe(ErrorCodes.Csds.OP_FAILED);
        expect(error.message).toContain('which is no host');
        expect(server.requests).toEqual([]);
      } finally {
        delete process.env.NODE_TLS_REJECT_UNAUTHORIZED;
        await domains.close();
      }
    },
  );
});
