import { createRequire } from 'node:module';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { parse } from 'node:url';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ErrorCodes, RequestError, Toolbelt } from '../../src/index';
import type { SalesforceConnection } from '../../src/salesforce/connection-types';
import { startConnectProxy } from '../helpers/connect-proxy';
import { failureOf } from '../helpers/failure-of';
import { selfSigned } from '../helpers/self-signed';
import {
  type Handler,
  startRawServer,
  startServer,
  type TestServer,
  withServer,
} from '../helpers/with-server';

// jsforce reads these when it is loaded: every test below shows that it makes no difference.
process.env.https_proxy = 'http://127.0.0.1:9';
process.env.http_proxy = 'http://127.0.0.1:9';
createRequire(__filename)('jsforce');
delete process.env.https_proxy;
delete process.env.http_proxy;

const RESULT = { totalSize: 1, done: true, records: [{ Id: '1' }] };
const json =
  (status: number, value: unknown, headers: Record<string, string> = {}): Handler =>
  (_request, response) =>
    void response
      .writeHead(status, { 'content-type': 'application/json', ...headers })
      .end(JSON.stringify(value));

let server: TestServer;
let warnings: string[];

beforeEach(async () => {
  server = await startServer(json(200, RESULT));
  warnings = [];
  Toolbelt.configure({
    whitelist: ['127.0.0.1'],
    logger: { warn: (message) => void warnings.push(message) },
  });
});

afterEach(async () => {
  Toolbelt.reset();
  await server.close();
});

function connect(options: object = {}): SalesforceConnection {
  return Toolbelt.SFClient().connectToSalesforce({
    instanceUrl: server.url(''),
    accessToken: 'T',
    ...options,
  });
}

describe('the whitelist', () => {
  const closed = 'Error [ERR_SOCKET_CLOSED]: Socket is closed';

  beforeEach(() => {
    Toolbelt.reset();
    Toolbelt.configure({ logger: { warn: (message) => void warnings.push(message) } });
  });

  it('denies a host by promise and by callback, without a connection', async () => {
    const con = connect();
    const rejected = await failureOf(con.query('x'));
    const error = await new Promise((resolve) => con.query('x', resolve as never));
    for (const failure of [rejected, error]) {
      expect(failure).toBeInstanceOf(RequestError);
      expect(failure).toMatchObject({ message: closed, cause: { code: 'ERR_SOCKET_CLOSED' } });
    }
    expect(server.requests).toEqual([]);
    expect(warnings).toEqual([expect.stringContaining('Add "127.0.0.1" to "whitelist"')]);
  });

  it.each<[call: string, run: (con: SalesforceConnection) => PromiseLike<unknown>]>([
    ['login', (con) => con.login('user', 'password')],
    ['loginByOAuth2', (con) => con.loginByOAuth2('user', 'password')],
    ['authorize', (con) => con.authorize('code')],
    ['logout', (con) => con.logout()],
    ['oauth2.refreshToken', (con) => con.oauth2.refreshToken('R')],
    ['oauth2.revokeToken', (con) => con.oauth2.revokeToken('R')],
    ['identity', (con) => con.identity()],
    ['soap', (con) => con.soap.getUserInfo()],
    ['metadata', (con) => con.metadata.list([])],
    ['apex', (con) => con.apex.get('/x')],
    ['bulk', (con) => con.bulk.job('1').check()],
    ['bulk2', (con) => con.bulk2.query('SELECT Id FROM Account')],
    ['chatter', (con) => con.chatter.request({ method: 'GET', url: '/x' })],
    ['tooling', (con) => con.tooling.describeGlobal()],
  ])('covers %s', async (_call, run) => {
    const url = server.url('');
    const oauth2 = { clientId: 'id', clientSecret: 's', redirectUri: 'https://acme.example.com' };
    expect((await failureOf(run(connect({ loginUrl: url, oauth2 })))).message).toBe(closed);
    expect(server.requests).toEqual([]);
  });

  it('covers an OAuth 2 client that is set later', async () => {
    const { OAuth2 } = createRequire(__filename)('jsforce');
    const con = connect();
    con.oauth2 = new OAuth2({ clientId: 'id', loginUrl: server.url('') });
    expect((await failureOf(con.oauth2.refreshToken('R'))).message).toBe(closed);
    con.oauth2 = undefined;
    expect(con.oauth2).toBeUndefined();
    expect(server.requests).toEqual([]);
  });

  it('answers as 403 when told so', async () => {
    Toolbelt.configure({ whitelistViolation: 'forbidden' });
    expect(await failureOf(connect().query('x'))).toMatchObject({
      errorCode: 'ERROR_HTTP_403',
      message: expect.stringContaining('You do not have access'),
    });
  });
});

describe('the rate limit', () => {
  it('counts with every other request, and is not retried', async () => {
    Toolbelt.configure({ rateLimit: { limit: 2 } });
    const con = connect();
    await Toolbelt.HTTPClient()(server.url('/other'));
    await con.query('x');
    expect(await failureOf(con.query('x'))).toMatchObject({
      errorCode: 'ERROR_HTTP_429',
      message: 'Too Many Requests',
    });
    expect(server.requests).toHaveLength(2);
  });

  it('counts token requests', async () => {
    Toolbelt.configure({ rateLimit: { limit: 1 } });
    server.use(json(200, { access_token: 'T2', id: 'https://login.salesforce.com/id/o/u' }));
    const con = connect({ loginUrl: server.url(''), oauth2: { clientId: 'id' } });
    await con.oauth2.refreshToken('R');
    expect(await failureOf(con.oauth2.refreshToken('R'))).toMatchObject({
      name: 'ERROR_HTTP_429',
      message: 'Too Many Requests',
    });
  });
});

describe('the proxy', () => {
  it('is that of the environment, by CONNECT, and certificates are verified', async () => {
    const proxy = await startConnectProxy();
    const secure = await startServer(undefined, selfSigned());
    try {
      process.env.HTTPS_PROXY = proxy.url();
      Toolbelt.configure({ whitelist: ['acme.my.salesforce.com'] });
      const con = connect({ instanceUrl: `https://acme.my.salesforce.com:${secure.port}` });
      const failure = await failureOf(con.query('x'));
      expect(failure).toBeInstanceOf(RequestError);
      expect(failure.cause?.code).toBe('DEPTH_ZERO_SELF_SIGNED_CERT');
      expect(proxy.requests.map(({ method, target }) => `${method} ${target}`)).toEqual([
        `CONNECT acme.my.salesforce.com:${secure.port}`,
      ]);
      expect(secure.requests).toEqual([]);
    } finally {
      await proxy.close();
      await secure.close();
    }
  });

  it('is httpProxy for a connection and its OAuth 2 client, and for a call', async () => {
    const proxy = await startConnectProxy();
    try {
      const loginUrl = server.url('');
      await connect().query('direct');
      const con = connect({ httpProxy: new URL(proxy.url()), loginUrl, oauth2: { clientId: 'id' } });
      await con.query('x');
      await con.oauth2.refreshToken('R');
      const own = connect({ loginUrl, oauth2: { clientId: 'id', httpProxy: parse(proxy.url()) } });
      await own.query('direct');
      await own.oauth2.refreshToken('R');
      await own.request('/call', { httpProxy: proxy.url() });
      expect(proxy.requests.map(({ target }) => target.slice(server.url('').length))).toEqual([
        '/services/data/v50.0/query?q=x',
        '/services/oauth2/token',
        '/services/oauth2/token',
        '/services/data/v50.0/call',
      ]);
    } finally {
      await proxy.close();
    }
  });
});

describe('a request', () => {
  it('carries the headers of the function', async () => {
    Toolbelt.configure({ accountId: '12345', functionId: 'f-1' });
    await connect({ callOptions: { client: 'bot' } }).query('x');
    expect(server.requests[0]?.headers).toMatchObject({
      authorization: 'Bearer T',
      'user-agent': 'LP-Lambda-f-1',
      'lp-url': '12345',
      'sforce-call-options': 'client=bot',
    });
  });

  it('takes compressed answers', async () => {
    server.use((_request, response) =>
      response
        .writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' })
        .end(gzipSync(JSON.stringify(RESULT))),
    );
    expect(await connect().query('x')).toEqual(RESULT);
    expect(server.requests[0]?.headers['accept-encoding']).toContain('gzip');
  });

  it('counts the bytes of a decoded answer, and none of an answer to HEAD', async () => {
    const body = gzipSync('ok');
    Toolbelt.configure({ maxResponseBytes: 2 });
    const headers = { 'content-encoding': 'gzip', 'content-length': String(body.length) };
    server.use((_request, response) => response.writeHead(200, headers).end(body));
    expect(await connect().request('/x')).toBe('ok');
    server.use((_request, response) => response.writeHead(200, { 'content-length': '1000' }).end());
    expect(await connect().request({ method: 'HEAD', url: '/x' })).toBe('');
    server.use((_request, response) => response.end('large'));
    const error = await failureOf(connect().request('/x') as Promise<unknown>);
    expect(error).toMatchObject({ cause: { code: ErrorCodes.Toolbelt.RESPONSE_TOO_LARGE } });
  });

  it('reads text as UTF-8, or as told', async () => {
    server.use((_request, response) => response.writeHead(200).end('é'));
    const con = connect();
    expect(await con.request('/x')).toBe('é');
    expect(await con.request('/x', { encoding: 'latin1' })).toBe('Ã©');
  });

  it('without a body is sent at once', async () => {
    await connect().request({ method: 'POST', url: '/x' });
    expect(server.requests[0]).toMatchObject({
      method: 'POST',
      body: '',
      headers: { 'content-length': '0' },
    });
  });

  it.each<[kind: string, body: unknown]>([
    ['URLSearchParams', new URLSearchParams({ a: '1' })],
    ['bytes', Buffer.from('a=1')],
    ['a stream', Readable.from([Buffer.from('a='), Buffer.from('1')])],
  ])('takes %s as its body', async (_kind, body) => {
    await connect().request({ method: 'put', url: '/x', body });
    expect(server.requests[0]).toMatchObject({ method: 'PUT', body: 'a=1' });
  });

  it('is sent once, whatever the answer, and says so when asked to retry', async () => {
    server.use(json(503, [{ errorCode: 'SERVER_UNAVAILABLE', message: 'busy' }]));
    const con = connect();
    expect(await failureOf(con.query('x'))).toMatchObject({ errorCode: 'SERVER_UNAVAILABLE' });
    expect(warnings).toEqual([]);
    await failureOf(con.request('/x', { retry: { maxRetries: 3 } }));
    expect(server.requests).toHaveLength(2);
    expect(warnings).toEqual([expect.stringContaining('"retry" of jsforce has no effect')]);
  });

  it('ends with timeout', async () => {
    server.use(() => {});
    const failure = await failureOf(connect().request('/x', { timeout: 20 }));
    expect(failure.cause?.code).toBe('ESOCKETTIMEDOUT');
  });

  it('that breaks off in the answer fails', async () => {
    const raw = await startRawServer('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{"done"');
    try {
      const failure = await failureOf(connect({ instanceUrl: `http://127.0.0.1:${raw.port}` }).query('x'));
      expect(failure).toBeInstanceOf(RequestError);
      expect(failure.cause?.code).toBe('ECONNRESET');
    } finally {
      await raw.close();
    }
  });
});

describe('an instance without TLS', () => {
  const IN_CLEAR = 'http://acme.my.salesforce.test';

  beforeEach(() => Toolbelt.configure({ whitelist: ['127.0.0.1', 'acme.my.salesforce.test'] }));

  it.each<[way: string, answer: object, connect: () => Promise<SalesforceConnection>]>([
    [
      'a login',
      { access_token: 'T', instance_url: IN_CLEAR, id: 'https://x/id/org/user', token_type: 'Bearer' },
      async () => {
        const oauth2 = {
          clientId: 'id',
          clientSecret: 's',
          redirectUri: 'https://a.b',
          loginUrl: server.url(''),
        };
        const con = Toolbelt.SFClient().connectToSalesforce({ oauth2, loginUrl: server.url('') });
        await con.loginByOAuth2('user', 'pass');
        return con;
      },
    ],
    ['the code of the lambda', {}, async () => Object.assign(connect(), { instanceUrl: IN_CLEAR })],
  ])('that %s names gets no request', async (_way, answer, connected) => {
    server.use(json(200, answer));
    const con = await connected();
    server.requests.length = 0;
    const failure = await failureOf(con.query('x'));
    expect(failure).toBeInstanceOf(RequestError);
    expect(failure.message).toContain('Salesforce named a URL without TLS');
    expect((await failureOf(con.request(`${IN_CLEAR}/services/x`))).message).toContain('without TLS');
    expect(server.requests).toEqual([]);
  });
});

describe('a redirect', () => {
  it.each([301, 302, 303, 307, 308])('%i of a GET never leaves the host of the call', async (status) => {
    await withServer(json(200, RESULT), async (other) => {
      Toolbelt.configure({ whitelist: ['127.0.0.1', 'localhost'] });
      const target = `http://localhost:${other.port}`;
      server.use(({ url }, response) => {
        // The second redirect leaves the host, too.
        const location = url.startsWith('/first') ? `${target}/moved?sid=SECRET` : '/first';
        response.writeHead(status, { location }).end();
      });
      const calls = [
        () => connect().query('x'),
        () => connect().request('/x'),
        () => connect().request({ method: 'HEAD', url: '/x' }),
        () => connect().identity(),
        () => connect().bulk.job('750').check(),
      ];
      for (const call of calls) {
        const failure = await failureOf(call());
        expect(failure).toMatchObject({ errorCode: `ERROR_HTTP_${status}` });
        expect(failure.message).toContain(`was redirected to ${target} and not repeated there`);
        expect(failure.message).not.toContain('SECRET');
      }
      expect(other.requests).toEqual([]);
    });
  });

  it('of a GET leaves neither for another name of the same server nor for nonsense', async () => {
    Toolbelt.configure({ whitelist: ['127.0.0.1', 'localhost', '*.localhost'] });
    for (const location of [
      `//localhost:${server.port}/x`,
      `http://a.localhost:${server.port}/x`,
      'http://[',
      'ftp://127.0.0.1/x',
    ]) {
      server.requests.length = 0;
      server.use((_request, response) => response.writeHead(302, { location }).end());
      await failureOf(connect().query('x'));
      expect(server.requests).toHaveLength(1);
    }
  });

  it('of a GET on the same host keeps the token', async () => {
    server.use((request, response) => {
      if (request.url.startsWith('/moved')) json(200, RESULT)(request, response);
      else response.writeHead(301, { location: '/moved' }).end();
    });
    expect(await connect().query('x')).toEqual(RESULT);
    expect(server.requests[1]).toMatchObject({ url: '/moved', headers: { authorization: 'Bearer T' } });
  });

  it.each([301, 302, 303, 307, 308])(
    '%i of a POST fails and names the host, as it would lose its body',
    async (status) => {
      server.use((_request, response) =>
        response.writeHead(status, { location: 'https://other.my.salesforce.com/x' }).end('moved'),
      );
      expect(await failureOf(connect().sobject('Account').create({ Name: 'A' }))).toMatchObject({
        errorCode: `ERROR_HTTP_${status}`,
        message: expect.stringContaining('redirected to https://other.my.salesforce.com'),
      });
      expect(server.requests).toHaveLength(1);
    },
  );

  it('is handed on with followRedirect: false', async () => {
    server.use((_request, response) => response.writeHead(302, { location: '/moved' }).end('moved'));
    expect(await connect().request('/x', { followRedirect: false })).toBe('moved');
    expect(server.requests).toHaveLength(1);
  });
});

describe('a stream', () => {
  const CHUNK = Buffer.alloc(64 * 1024, 'x');
  const CHUNKS = 800;

  /** Sends 50 MB, as fast as they are taken. */
  function sendMuch(): { sent(): number } {
    let sent = 0;
    server.use((_request, response) => {
      response.writeHead(200, { 'content-type': 'text/csv' });
      const send = () => {
        while (sent < CHUNKS) {
          sent += 1;
          if (!response.write(CHUNK)) return void response.once('drain', send);
        }
        response.end();
      };
      send();
    });
    return { sent: () => sent };
  }

  it('downloads no faster than it is read', async () => {
    const { sent } = sendMuch();
    const call = connect().request('/much');
    const stream = call.stream();
    await call;
    for (let last = -1, quiet = 0; quiet < 50; quiet = sent() === last ? quiet + 1 : 0) {
      last = sent();
      await nextTurn();
    }
    expect(sent()).toBeLessThan(CHUNKS / 2);
    let size = 0;
    for await (const chunk of stream) size += chunk.length;
    expect(size).toBe(CHUNKS * CHUNK.length);
    expect(sent()).toBe(CHUNKS);
  });

  it('gives the bytes of a blob', async () => {
    const bytes = Buffer.from([0, 255, 254, 10, 13]);
    server.use((_request, response) => response.writeHead(200).end(bytes));
    const blob = connect().sobject('Attachment').record('00P').blob('Body');
    expect(Buffer.concat(await blob.toArray())).toEqual(bytes);
  });

  it('can be taken late', async () => {
    const call = connect().request('/x');
    await call;
    const stream = call.stream();
    await new Promise<void>((resolve) => {
      stream.on('data', (chunk) => {
        expect(JSON.parse(String(chunk))).toEqual(RESULT);
        resolve();
      });
    });
    expect(call.stream()).toBe(stream);
  });

  it('is the same when it is taken twice', async () => {
    const call = connect().request('/x');
    const stream = call.stream();
    expect(call.stream()).toBe(stream);
    await call;
    expect(call.stream()).toBe(stream);
  });

  it('uploads what is piped in', async () => {
    const call = connect().request({ method: 'POST', url: '/up', headers: { 'content-type': 'text/csv' } });
    Readable.from(['Id,', 'Name\n', '1,A\n']).pipe(call.stream());
    expect(await call).toEqual(RESULT);
    expect(server.requests[0]).toMatchObject({
      body: 'Id,Name\n1,A\n',
      headers: { 'content-type': 'text/csv' },
    });
  });

  it('carries a bulk batch both ways', async () => {
    const batchInfo = '<batchInfo><id>751</id><jobId>750</jobId><state>Completed</state></batchInfo>';
    server.use(({ url, method }, response) => {
      const xml = (text: string) => response.writeHead(200, { 'content-type': 'application/xml' }).end(text);
      if (url.endsWith('/result'))
        response.writeHead(200, { 'content-type': 'text/csv' }).end('Id,Success\n1,true\n');
      else if (url.endsWith('/batch') && method === 'POST') xml(batchInfo);
      else if (url.includes('/batch/')) xml(batchInfo);
      else xml('<jobInfo><id>750</id><state>Open</state></jobInfo>');
    });
    const con = connect();
    con.bulk.pollInterval = 1;
    const source = Readable.from(['Name\n', 'A\n', 'B\n']);
    const results = await con.sobject('Account').createBulk(source);
    expect(results).toEqual([{ id: '1', success: true, created: false, errors: [] }]);
    const upload = server.requests.find(({ method, url }) => method === 'POST' && url.endsWith('/batch'));
    expect(upload?.body).toBe('Name\nA\nB\n');
    await vi.waitFor(() => expect(server.requests.at(-1)?.body).toContain('Closed'));
    await server.idle();
  });

  it('gives the records of a bulk result one by one', async () => {
    server.use((_request, response) =>
      response.writeHead(200, { 'content-type': 'text/csv' }).end('Id\n1\n2\n'),
    );
    const records: unknown[] = [];
    const stream = connect().bulk.job('750').batch('751').result('752');
    await new Promise((resolve, reject) => {
      stream.on('record', (record: unknown) => records.push(record));
      stream.on('end', resolve).on('error', reject);
    });
    expect(records).toEqual([{ Id: '1' }, { Id: '2' }]);
  });

  it.each<[what: string, open: (con: SalesforceConnection) => NodeJS.ReadableStream]>([
    ['a call', (con) => con.request('/x').stream()],
    ['a blob', (con) => con.sobject('Attachment').record('00P').blob('Body')],
    ['a bulk result', (con) => con.bulk.job('750').batch('751').result('752')],
  ])('of %s fails with the answer, and with nothing else', async (_what, open) => {
    const unhandled = vi.fn();
    process.on('unhandledRejection', unhandled);
    try {
      server.use(json(404, [{ errorCode: 'GONE', message: 'no more' }]));
      const failure = await new Promise((resolve) => {
        open(connect()).on('error', resolve);
      });
      expect(failure).toMatchObject({ message: expect.stringContaining('no more') });
      await nextTurn();
      expect(unhandled).not.toHaveBeenCalled();
    } finally {
      process.off('unhandledRejection', unhandled);
    }
  });

  it('that nobody watches leaves the error to the promise', async () => {
    server.use(json(404, [{ errorCode: 'GONE', message: 'no more' }]));
    const call = connect().request('/x');
    const stream = call.stream();
    expect(await failureOf(call)).toMatchObject({ errorCode: 'GONE' });
    expect(stream.destroyed).toBe(true);
    const upload = connect().request({ method: 'POST', url: '/x' });
    Readable.from(['a']).pipe(upload.stream());
    expect(await failureOf(upload)).toMatchObject({ errorCode: 'GONE' });
  });

  it('that nobody watches, of a call that nobody awaits, fails uncaught', async () => {
    const others = process.listeners('uncaughtException');
    process.removeAllListeners('uncaughtException');
    try {
      server.use(json(404, [{ errorCode: 'GONE', message: 'no more' }]));
      const uncaught = new Promise((resolve) => process.once('uncaughtException', resolve));
      connect().request('/x').stream();
      expect(await uncaught).toMatchObject({ errorCode: 'GONE' });
    } finally {
      for (const listener of others) process.on('uncaughtException', listener);
    }
  });

  it('to a denied host is closed', async () => {
    Toolbelt.reset();
    Toolbelt.configure({ logger: {} });
    const call = connect().request({ method: 'POST', url: '/up' });
    const stream = call.stream();
    const closed = new Promise<void>((resolve) => stream.once('close', resolve));
    stream.write(CHUNK);
    expect((await failureOf(call)).cause?.code).toBe('ERR_SOCKET_CLOSED');
    await closed;
    expect(server.requests).toEqual([]);
  });

  it('of an upload that is closed early ends the request', async () => {
    const call = connect().request({ method: 'POST', url: '/up' });
    const stream = call.stream();
    stream.write('half of');
    await vi.waitFor(() => expect(server.requests).toHaveLength(1));
    stream.destroy();
    expect((await failureOf(call)).message).toContain('The stream was closed before its end');
    expect(server.requests[0]?.complete).toBe(false);
  });

  it('that breaks off fails its pipeline', async () => {
    const raw = await startRawServer('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nabc');
    try {
      const stream = connect({ instanceUrl: `http://127.0.0.1:${raw.port}` })
        .request('/x')
        .stream();
      const failure = await failureOf(
        pipeline(stream, async (source) => {
          for await (const _chunk of source);
        }),
      );
      expect(failure.cause?.code).toBe('ECONNRESET');
    } finally {
      await raw.close();
    }
  });

  it('that is closed early ends the request', async () => {
    const gone = new Promise((resolve) => {
      server.use((_request, response) => {
        response.once('close', resolve);
        response.writeHead(200);
        response.write(CHUNK);
      });
    });
    const stream = connect().request('/much').stream();
    stream.once('data', () => stream.destroy());
    await gone;
  });

  it('of a call that is refused is closed', async () => {
    const closed = new Promise((resolve) => {
      server.use((_request, response) => {
        response.on('close', resolve);
        response.writeHead(302, { location: 'https://elsewhere.example/' }).write('without end');
      });
    });
    await failureOf(connect().request({ method: 'POST', url: '/x', body: 'a' }));
    const start = performance.now();
    await closed;
    expect(performance.now() - start).toBeLessThan(2_000);
  });

  it('of a token that is refused is closed', async () => {
    const closed = new Promise((resolve) => {
      server.use((_request, response) => {
        response.on('close', resolve);
        response.writeHead(302, { location: 'https://elsewhere.example/' }).write('without end');
      });
    });
    const oauth2 = {
      clientId: 'id',
      clientSecret: 's',
      redirectUri: 'https://a.b',
      loginUrl: server.url(''),
    };
    expect((await failureOf(connect({ oauth2 }).oauth2.refreshToken('R'))).message).toContain(
      'was redirected',
    );
    const start = performance.now();
    await closed;
    expect(performance.now() - start).toBeLessThan(2_000);
  });

  it('of an upload is not sent again after a refresh', async () => {
    server.use(json(401, [{ errorCode: 'INVALID_SESSION_ID', message: 'expired' }]));
    const con = connect({
      refreshFn: (_con: unknown, done: (error: null, token: string) => void) => done(null, 'T2'),
    });
    const call = con.request({ method: 'POST', url: '/up' });
    call.stream().end('abc');
    const failure = await failureOf(call);
    expect(failure).toMatchObject({ code: ErrorCodes.Salesforce.STREAM_NOT_REPEATABLE });
    expect(failure.message).toContain('is a stream that was sent already: run the operation again');
    expect(server.requests).toHaveLength(1);
  });

  it('of another host than the instance stays there after a refresh that moves the instance', async () => {
    const other = await startServer((request, response) =>
      json(request.headers.authorization === 'Bearer T2' ? 200 : 401, [
        { errorCode: 'INVALID_SESSION_ID', message: 'expired' },
      ])(request, response),
    );
    const con = connect({
      instanceUrl: 'https://old.my.salesforce.com',
      refreshFn: (current: SalesforceConnection, done: (error: null, token: string) => void) => {
        Object.assign(current, { instanceUrl: server.url('') });
        done(null, 'T2');
      },
    });
    await con.request(other.url('/x'));
    expect(other.requests.map(({ url }) => url)).toEqual(['/x', '/x']);
    expect(server.requests).toEqual([]);
    await other.close();
  });

  it('of a download holds what the repeated call brings', async () => {
    server.use((request, response) =>
      request.headers.authorization === 'Bearer T2'
        ? void response.writeHead(200).end('content')
        : json(401, [{ errorCode: 'INVALID_SESSION_ID', message: 'expired' }])(request, response),
    );
    const con = connect({
      refreshFn: (_con: unknown, done: (error: null, token: string) => void) => done(null, 'T2'),
    });
    const stream = con.sobject('Attachment').record('00P').blob('Body');
    expect(String(Buffer.concat(await stream.toArray()))).toBe('content');
    expect(server.requests).toHaveLength(2);
  });
});

describe('an error that quotes an answer', () => {
  it('shows no credential of one that is no JSON', async () => {
    server.use((_request, response) =>
      response.writeHead(200).end('{"access_token":"s3cret-token-value","a":'),
    );
    const failure = await failureOf(connect().query('x'));
    expect(failure).toMatchObject({ errorCode: 'INVALID_RESPONSE' });
    expect(failure.message).toContain('access_token');
    expect(failure.message).not.toContain('s3cret-token-value');
  });

  it('shows no credential of a location that is no URL', async () => {
    server.use((_request, response) =>
      response.writeHead(302, { location: 'http://user:hunter2@[bad' }).end(),
    );
    const failure = await failureOf(connect().requestPost('/x', {}));
    expect(failure).toMatchObject({ errorCode: 'ERROR_HTTP_302' });
    expect(failure.message).toContain('[bad');
    expect(failure.message).not.toContain('hunter2');
  });

  it('of status 300 is that of several records, and nobody gets its body as a stream', async () => {
    const records = ['/services/data/v50.0/sobjects/A/001', '/services/data/v50.0/sobjects/A/002'];
    server.use(json(300, records));
    expect(await failureOf(connect().request('/x'))).toMatchObject({
      errorCode: 'MULTIPLE_CHOICES',
      data: records,
    });
    const stream = connect().request('/x').stream();
    await expect(stream.toArray()).rejects.toMatchObject({ errorCode: 'MULTIPLE_CHOICES' });
  });

  it('of status 300 is the same without JSON', async () => {
    server.use((_request, response) => response.writeHead(300, { 'content-type': 'text/html' }).end('<p>'));
    expect(await failureOf(connect().query('x'))).toMatchObject({ errorCode: 'MULTIPLE_CHOICES' });
  });
});
