import { createHash } from 'node:crypto';
import type { TLSSocket } from 'node:tls';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { HttpRequestOptions } from '../../src/http/request/options';
import { RequestError, Toolbelt } from '../../src/index';
import { type Failure, failureOf } from '../helpers/failure-of';
import { useCertificates } from '../helpers/make-certificates';
import { type MtlsServer, startMtlsServer } from '../helpers/mtls-server';
import { startServer, type TestServer } from '../helpers/with-server';

/** `localhost` and `127.0.0.1` are two hosts to the client, and one server to the test. */
let server: TestServer;
const certificates = useCertificates();

beforeEach(async () => {
  server = await startServer();
  Toolbelt.configure({ whitelist: ['127.0.0.1', 'localhost'], rateLimit: { mode: 'off' }, logger: {} });
});

afterEach(async () => {
  Toolbelt.reset();
  await server.close();
});

const there = (status = 302) =>
  `/redirect/${status}?to=${encodeURIComponent(`http://localhost:${server.port}/there`)}&api_key=QUERYSECRET`;
const here = (status = 302) => `/redirect/${status}?to=/there`;

const CREDENTIALS: [name: string, options: HttpRequestOptions][] = [
  ['authorization', { headers: { Authorization: 'Bearer SECRET' } }],
  ['cookie', { headers: { Cookie: 'sid=SECRET' } }],
  ['x-api-key', { headers: { 'X-API-Key': 'SECRET' } }],
  ['maven-api-key', { headers: { 'maven-api-key': 'SECRET' } }],
  ['x-auth-token', { headers: { 'X-Auth-Token': 'SECRET' } }],
  ['x-client-secret', { headers: { 'x-client-secret': 'SECRET' } }],
  ['authorization', { auth: { user: 'SECRET', pass: 'SECRET' } }],
  ['authorization', { auth: { bearer: 'SECRET' } }],
  ['authorization', { oauth: { consumer_key: 'SECRET', consumer_secret: 'SECRET' } }],
  ['proxy-authorization', { headers: { 'Proxy-Authorization': 'SECRET' } }],
];

describe('credentials', () => {
  it.each(CREDENTIALS)('%s stays with its host: %j', async (name, options) => {
    for (const status of [301, 302, 303, 307, 308]) {
      server.requests.length = 0;
      await Toolbelt.HTTPClient()({ url: server.url(there(status)), ...options });
      const [first, second] = server.requests;
      // Never for a target, in no hop.
      if (name !== 'proxy-authorization') expect(first?.headers).toHaveProperty(name);
      expect(second?.url).toBe('/there');
      expect(second?.headers).not.toHaveProperty(name);
      expect(JSON.stringify(second)).not.toContain('SECRET');
    }
  });

  it.each(CREDENTIALS.slice(0, 9))('%s goes along to the same host: %j', async (name, options) => {
    await Toolbelt.HTTPClient()({ url: server.url(here()), ...options });
    expect(server.requests[1]?.headers).toHaveProperty(name);
  });

  it('of a URL are neither sent to another host nor told in the referer', async () => {
    await Toolbelt.HTTPClient()(`http://user:PASSWORD@127.0.0.1:${server.port}${there()}`);
    const [first, second] = server.requests;
    expect(first?.headers.authorization).toMatch(/^Basic /);
    expect(JSON.stringify(second)).not.toMatch(/PASSWORD|QUERYSECRET|authorization/);
    expect(second?.headers.referer).toBe(`http://127.0.0.1:${server.port}/`);
  });

  it('that a location brings along are not sent', async () => {
    const to = encodeURIComponent(`http://evil:evil@localhost:${server.port}/there`);
    await Toolbelt.HTTPClient()(server.url(`/redirect/302?to=${to}`));
    expect(server.requests[1]?.headers).not.toHaveProperty('authorization');
  });

  it('come back when a redirect comes back to the called host, and only there', async () => {
    const back = encodeURIComponent(`http://127.0.0.1:${server.port}/back`);
    const over = encodeURIComponent(`http://localhost:${server.port}/redirect/302?to=${back}`);
    await Toolbelt.HTTPClient()({ url: server.url(`/redirect/302?to=${over}`), auth: { bearer: 'SECRET' } });
    expect(server.requests.map(({ headers }) => headers.authorization)).toEqual([
      'Bearer SECRET',
      undefined,
      'Bearer SECRET',
    ]);
  });

  it('are not sent to another host that asks for them', async () => {
    server.use(({ url, headers }, response) => {
      if (url === '/') response.writeHead(302, { location: `http://localhost:${server.port}/ask` }).end();
      else if (headers.authorization) response.end('got it');
      else response.writeHead(401, { 'www-authenticate': 'Basic realm="a"' }).end();
    });
    const auth = { user: 'u', pass: 'p', sendImmediately: false };
    const status = await Toolbelt.HTTPClient()({ url: server.url(), auth, simple: false });
    expect(status).toBe('');
    expect(server.requests).toHaveLength(2);
  });

  it('leave the host header of the caller behind', async () => {
    await Toolbelt.HTTPClient()({ url: server.url(there(307)), headers: { host: 'virtual.test' } });
    expect(server.requests.map(({ headers }) => headers.host)).toEqual([
      'virtual.test',
      `localhost:${server.port}`,
    ]);
  });
});

/** Names under which services take credentials, and which no list of credential headers holds completely. */
const SERVICE_HEADERS = [
  'X-SFDC-SESSION',
  'Ocp-Apim-Subscription-Key',
  'x-functions-key',
  'X-Access-Key',
  'X-Session-Id',
  'X-JWT',
  'x-amz-security-token',
  'X-Vault-Token',
  'X-Goog-IAP-JWT-Assertion',
  'CF-Access-Client-Secret',
  'PRIVATE-TOKEN',
  'X-Shopify-Access-Token',
  'apikey',
  'X-CSRF-Token',
  'x-ms-token-aad-id-token',
  'X-LP-Whatever',
  'a',
];

describe('headers of services', () => {
  const headers = Object.fromEntries(SERVICE_HEADERS.map((name) => [name, 'SECRET']));

  it('stay with their host, and a debug line names them without their values', async () => {
    const lines: string[] = [];
    Toolbelt.configure({ logger: { debug: (line: string) => lines.push(line) } });
    const harmless = { accept: 'text/plain', 'x-request-id': '1', 'X-B3-TraceId': '2' };
    await Toolbelt.HTTPClient()({ url: server.url(there()), headers: { ...headers, ...harmless } });
    expect(JSON.stringify(server.requests[1])).not.toContain('SECRET');
    expect(server.requests[1]?.headers).toMatchObject({ 'x-request-id': '1', 'x-b3-traceid': '2' });
    const line = lines.find((text) => text.includes('without the headers'));
    expect(line).toContain(`redirect from 127.0.0.1:${server.port} to localhost:${server.port}`);
    for (const name of SERVICE_HEADERS) expect(line).toContain(name);
    expect(line).not.toMatch(/accept|x-request-id|X-B3|SECRET/);
  });

  it('are not named when none stays behind', async () => {
    const lines: string[] = [];
    Toolbelt.configure({ logger: { debug: (line: string) => lines.push(line) } });
    await Toolbelt.HTTPClient()({ url: server.url(there()), headers: { accept: 'text/plain' } });
    await Toolbelt.HTTPClient()({ url: server.url(here()), headers });
    expect(lines.length).toBeGreaterThan(0);
    expect(lines.join()).not.toContain('without the headers');
  });

  it('go along when the call names them in redirectHeaders, in any case, and no others do', async () => {
    const call = { url: server.url(there()), headers: { 'X-Trace': '1', 'X-JWT': 'SECRET' } };
    await Toolbelt.HTTPClient()({ ...call, redirectHeaders: ['x-TRACE'] });
    expect(server.requests[1]?.headers).toMatchObject({ 'x-trace': '1' });
    expect(server.requests[1]?.headers).not.toHaveProperty('x-jwt');
    server.requests.length = 0;
    await Toolbelt.HTTPClient().defaults({ redirectHeaders: ['x-trace', 'x-jwt'] })(call);
    expect(server.requests[1]?.headers).toMatchObject({ 'x-trace': '1', 'x-jwt': 'SECRET' });
  });

  it('that were named go over several hosts, and what was left behind does not come back', async () => {
    const back = encodeURIComponent(`http://127.0.0.1:${server.port}/back`);
    const over = encodeURIComponent(`http://localhost:${server.port}/redirect/302?to=${back}`);
    await Toolbelt.HTTPClient()({
      url: server.url(`/redirect/302?to=${over}`),
      headers: { 'x-trace': '1', 'x-jwt': 'SECRET' },
      redirectHeaders: ['x-trace'],
    });
    const seen = server.requests.map(({ headers }) => [headers['x-trace'], headers['x-jwt']]);
    expect(seen).toEqual([
      ['1', 'SECRET'],
      ['1', undefined],
      ['1', undefined],
    ]);
  });

  it.each<[unknown]>([
    ['x-trace'],
    [[1]],
    [[undefined]],
    [['']],
    [['x trace']],
    [['x\r\ny']],
    [['Host']],
    [['x-trace', 'HOST']],
    [null],
    [{}],
    [true],
    [new Set(['x-trace'])],
  ])('are refused as %j, and nothing is sent', async (redirectHeaders) => {
    const options = { url: server.url(there()), redirectHeaders } as HttpRequestOptions;
    const error = await failureOf(Toolbelt.HTTPClient()(options));
    expect(error.message).toContain('options.redirectHeaders must be a list of header names');
    expect(error.cause?.code).toBe('ERR_INVALID_ARG_TYPE');
    expect(server.requests).toEqual([]);
  });

  it('named on a polluted prototype do not go along', async () => {
    Object.assign(Object.prototype, { redirectHeaders: ['x-jwt'] });
    try {
      await Toolbelt.HTTPClient()({ url: server.url(there()), headers });
    } finally {
      delete (Object.prototype as { redirectHeaders?: unknown }).redirectHeaders;
    }
    expect(JSON.stringify(server.requests[1])).not.toContain('SECRET');
  });
});

describe('a body', () => {
  it('is not sent to another host unless followAllRedirects says so', async () => {
    const call = { url: server.url(there(307)), method: 'POST', form: { password: 'SECRET' } };
    await Toolbelt.HTTPClient()({ ...call, simple: false });
    expect(server.requests).toHaveLength(1);
    // 308 has never kept the body in request, and does not here.
    await Toolbelt.HTTPClient()({ ...call, url: server.url(there(308)), followAllRedirects: true });
    expect(server.requests.at(-1)).toMatchObject({ url: '/there', body: '' });
    await Toolbelt.HTTPClient()({ ...call, followAllRedirects: true, followOriginalHttpMethod: true });
    expect(server.requests.at(-1)).toMatchObject({ url: '/there', body: 'password=SECRET' });
  });
});

describe('a client certificate', () => {
  let secure: MtlsServer;
  let other: TestServer;
  const seen: string[] = [];

  beforeEach(async () => {
    seen.length = 0;
    const identity = certificates.server('localhost', '127.0.0.1');
    secure = await startMtlsServer({ ...identity, ca: certificates.ca }, (_, response) => {
      response.writeHead(302, { location: `https://127.0.0.1:${other.port}/` }).end();
    });
    // Asks for a certificate, and takes whoever has none.
    other = await startServer((_, response) => void response.end('there'), {
      ...identity,
      ca: certificates.ca,
      requestCert: true,
      rejectUnauthorized: false,
    });
  });
  afterEach(async () => {
    await secure.close();
    await other.close();
  });

  it.each(['options', 'agentOptions', 'pfx'])('is not shown to another host: %s', async (way) => {
    const me = certificates.client('me');
    const pfx = { pfx: certificates.pfx(me, 'phrase'), passphrase: 'phrase' };
    const identity = way === 'pfx' ? pfx : me;
    const fingerprints: unknown[] = [];
    other.use((_request, response) => {
      const socket = response.socket as TLSSocket;
      fingerprints.push(Object.keys(socket.getPeerCertificate()).length);
      response.end('there');
    });
    const call: HttpRequestOptions =
      way === 'agentOptions' ? { agentOptions: { ...identity } } : { ...identity };
    const body = await Toolbelt.HTTPClient()({
      url: secure.url('/', 'localhost'),
      ca: certificates.ca,
      ...call,
    });
    expect(body).toBe('there');
    expect(secure.requests.map(({ client }) => client)).toEqual(['me']);
    expect(fingerprints).toEqual([0]);
  });

  it('is not shown by MTLSClient, which follows no redirect', async () => {
    const client = Toolbelt.MTLSClient({ ...certificates.client('me'), ca: certificates.ca });
    expect(await client.get(secure.url('/', 'localhost'))).toMatchObject({ statusCode: 302 });
    expect(other.requests).toEqual([]);
  });
});

describe('a target', () => {
  it.each([
    'file:///etc/passwd',
    'data:text/plain,evil',
    'ftp://127.0.0.1/evil',
    'gopher://127.0.0.1/_evil',
    'javascript:alert(1)',
    'unix:/var/run/docker.sock:/',
    'http://unix:/var/run/docker.sock:/',
    'http://169.254.169.254/latest/meta-data/',
    'http://[::ffff:169.254.169.254]/',
    'http://0xA9FEA9FE/',
    'http://2852039166/',
    'http://0/',
    'http://[::]/',
    'http://evil.test/',
    '//evil.test/',
    '\\\\evil.test\\',
    'http:\\\\evil.test',
    'http:evil.test',
    'http://127.0.0.1@evil.test/',
    'http://127.0.0.1%2eevil.test/',
    'http://127.0.0.1.evil.test/',
    'http://localhost.evil.test/',
  ])('of a redirect is judged as any other: %s', async (location) => {
    server.use(({ url }, response) => {
      if (url === '/') response.writeHead(302, { location }).end();
      else response.end('followed on the same host');
    });
    const outcome = await Toolbelt.HTTPClient()(server.url()).catch((error: Failure) => error);
    // Some are paths of this very host to the URL standard.
    if (outcome === 'followed on the same host') expect(location).toBe('http:evil.test');
    else {
      expect(outcome).toBeInstanceOf(RequestError);
      expect((outcome as Failure).message).toMatch(/Socket is closed|Invalid (URI|protocol)/);
      expect(server.requests).toHaveLength(1);
    }
  });

  it('from https to http is refused, also on the same host', async () => {
    const secure = await startServer(
      (_, response) => void response.writeHead(302, { location: server.url('/plain') }).end(),
      certificates.server('127.0.0.1'),
    );
    const error = await failureOf(Toolbelt.HTTPClient()({ url: secure.url(), ca: certificates.ca }));
    await secure.close();
    expect(error.cause?.code).toBe('ERR_INSECURE_REDIRECT');
    expect(server.requests).toEqual([]);
  });

  it('is counted: a loop ends', async () => {
    server.use((_, response) => void response.writeHead(302, { location: '/again' }).end());
    const error = await failureOf(Toolbelt.HTTPClient()(server.url()));
    expect(error.message).toContain('Exceeded maxRedirects');
    expect(server.requests).toHaveLength(11);
  });
});

describe('cookies', () => {
  const hash = (text: string) => createHash('sha1').update(text).digest('hex').slice(0, 6);
  const jarAfter = (setCookie: string, url: string) => {
    const jar = Toolbelt.HTTPClient().jar();
    try {
      jar.setCookie(setCookie, url);
    } catch {
      // Refused.
    }
    return jar;
  };

  it.each([
    ['a public suffix', 'a=1; Domain=.net', 'http://evil.net/', 'http://bank.net/'],
    ['a suffix of two labels', 'a=1; Domain=co.uk', 'http://evil.co.uk/', 'http://bank.co.uk/'],
    ['a suffix of a hoster', 'a=1; Domain=github.io', 'http://evil.github.io/', 'http://bank.github.io/'],
    ['another host', 'a=1; Domain=bank.net', 'http://evil.net/', 'http://bank.net/'],
    ['a host that ends alike', 'a=1; Domain=bank.net', 'http://evilbank.net/', 'http://bank.net/'],
    ['its own host to a parent', 'a=1', 'http://evil.bank.net/', 'http://bank.net/'],
    ['its own host to a child', 'a=1', 'http://bank.net/', 'http://www.bank.net/'],
    ['an address', 'a=1; Domain=0.0.1', 'http://127.0.0.1/', 'http://10.0.0.1/'],
    ['another address', 'a=1; Domain=127.0.0.1', 'http://127.0.0.2/', 'http://127.0.0.1/'],
    ['localhost', 'a=1; Domain=localhost', 'http://evil.test/', 'http://localhost/'],
    ['secure, over http', 'a=1; Secure', 'https://bank.net/', 'http://bank.net/'],
    ['another path', 'a=1; Path=/x', 'http://bank.net/x', 'http://bank.net/xy'],
    ['a path that is a prefix', 'a=1; Path=/admin', 'http://bank.net/admin', 'http://bank.net/administrator'],
  ])('for %s are not sent', (_name, setCookie, from, to) => {
    expect(jarAfter(setCookie, from).getCookieString(to)).toBe('');
  });

  it.each(['net', 'co.uk', 'github.io'])('for %s are not stored, not even by that host', (suffix) => {
    const jar = Toolbelt.HTTPClient().jar();
    const set = () => jar.setCookie(`a=1; Domain=.${suffix}`, `http://evil.${suffix}/`);
    expect(set).toThrow('public suffix');
    expect(jar.getCookieString(`http://${suffix}/`)).toBe('');
  });

  it('for the own domain are sent to its hosts, as asked', () => {
    const jar = jarAfter('a=1; Domain=bank.net', 'http://www.bank.net/');
    expect(jar.getCookieString('http://api.bank.net/')).toBe('a=1');
  });

  it('of one jar stay with their host in calls and redirects', async () => {
    server.use(({ url }, response) => {
      if (url !== '/set') response.end();
      else {
        const location = `http://localhost:${server.port}/there`;
        response
          .writeHead(302, { location, 'set-cookie': [`sid=${hash('a')}`, 'b=1; Domain=localhost'] })
          .end();
      }
    });
    const jar = Toolbelt.HTTPClient().jar();
    await Toolbelt.HTTPClient()({ url: server.url('/set'), jar });
    await Toolbelt.HTTPClient()({ url: server.url('/again'), jar });
    expect(server.requests.map(({ headers }) => headers.cookie)).toEqual([
      undefined,
      undefined,
      `sid=${hash('a')}`,
    ]);
  });

  it('of two jars, and of none, do not meet', async () => {
    server.use((_, response) => void response.writeHead(200, { 'set-cookie': 'sid=1' }).end());
    const [one, two] = [Toolbelt.HTTPClient().jar(), Toolbelt.HTTPClient().jar()];
    for (const options of [{ jar: one }, { jar: two }, {}, { jar: true }, { jar: one }, { jar: true }]) {
      await Toolbelt.HTTPClient()({ url: server.url(), ...options });
    }
    expect(server.requests.map(({ headers }) => headers.cookie)).toEqual([
      ...[undefined, undefined, undefined, undefined],
      ...['sid=1', 'sid=1'],
    ]);
    // The jar of the process, as in request, until it is told to forget.
    Toolbelt.reset();
    Toolbelt.configure({ whitelist: ['127.0.0.1'], logger: {} });
    await Toolbelt.HTTPClient()({ url: server.url(), jar: true });
    expect(server.requests.at(-1)?.headers).not.toHaveProperty('cookie');
  });
});
