import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Client } from '../../src/functions-client/index';
import type { HttpRequestOptions } from '../../src/http/request/options';
import { ErrorCodes, RequestError, Toolbelt } from '../../src/index';
import { startConnectProxy } from '../helpers/connect-proxy';
import { failureOf } from '../helpers/failure-of';
import { useCertificates } from '../helpers/make-certificates';
import { startMtlsServer } from '../helpers/mtls-server';
import { thrownBy } from '../helpers/settings-folder';
import { startRawServer } from '../helpers/with-server';

/** What would start a line of its own, and what no header may hold. */
const EVIL = ['a\r\nx-evil: 1', 'a\nx-evil: 1', 'a\rx-evil: 1', 'a\0b', 'a\x7fb', 'a\u010ax-evil: 1'];
const OK = 'HTTP/1.1 200 OK\r\ncontent-length: 2\r\nconnection: close\r\n\r\nok';

let server: Awaited<ReturnType<typeof startRawServer>>;
let origin: string;

beforeEach(async () => {
  server = await startRawServer(OK);
  origin = `http://127.0.0.1:${server.port}`;
  Toolbelt.configure({
    accountId: '12345',
    whitelist: ['127.0.0.1', 'localhost'],
    rateLimit: { mode: 'off' },
    logger: {},
    csds: { msgHist: origin, faasGW: origin, smt: origin, swift: origin, mavenContext: origin },
    secrets: {
      'lp-faas-default-app-key': { consumerKey: 'k', consumerSecret: 's', token: 't', tokenSecret: 'ts' },
    },
  });
});

afterEach(async () => {
  Toolbelt.reset();
  await server.close();
});

/** Nothing that a server could take for a line of ours. */
function expectOneRequest(): string {
  expect(server.requests).toHaveLength(1);
  const [head = ''] = (server.requests[0] ?? '').split('\r\n\r\n');
  expect(head).not.toMatch(/^x-evil/im);
  expect(head.replaceAll('\r\n', '')).not.toMatch(/[\r\n\0]/);
  return head;
}

describe('HTTPClient refuses, and sends nothing', () => {
  const header = (value: string): HttpRequestOptions[] => [
    { headers: { 'x-a': value } },
    { headers: { 'x-a': ['fine', value] } },
    { headers: { host: value } },
    { headers: { cookie: value } },
    { headers: { 'content-type': value }, body: 'x', method: 'POST' },
    { auth: { bearer: value } },
    { auth: { bearer: () => value } },
    { jar: { setCookie() {}, getCookies: () => [], getCookieString: () => `a=${value}` } },
  ];
  it.each(EVIL)('%j as the value of a header', async (value) => {
    for (const options of header(value)) {
      const error = await failureOf(Toolbelt.HTTPClient()({ url: origin, ...options }));
      expect(error, JSON.stringify(options)).toBeInstanceOf(RequestError);
      expect(error.cause?.code).toBe('ERR_INVALID_CHAR');
      expect(error.message).toMatch(/Invalid character in header content \["[\w-]+"\]/);
    }
    expect(server.requests).toEqual([]);
  });

  it.each([...EVIL, 'a b', 'a:b', '', 'ü'])('%j as the name of a header', async (name) => {
    const error = await failureOf(Toolbelt.HTTPClient()({ url: origin, headers: { [name]: 'v' } }));
    expect(error).toBeInstanceOf(RequestError);
    expect(error.cause?.code).toBe('ERR_INVALID_HTTP_TOKEN');
    expect(server.requests).toEqual([]);
  });

  it.each([...EVIL, 'GET / HTTP/1.1\r\nx-evil: 1\r\n\r\nGET', 'GET /', ' '])(
    '%j as a method',
    async (method) => {
      const error = await failureOf(Toolbelt.HTTPClient()({ url: origin, method }));
      expect(error.message).toContain('Method must be a valid HTTP token');
      expect(server.requests).toEqual([]);
    },
  );

  it.each([
    'http://127.0.0.1\r\n.example.com/',
    'http://a b/',
    'http://127.0.0.1\0/',
    'http://127.0.0.1%0d%0a/',
  ])('%j as a URL', async (url) => {
    expect((await failureOf(Toolbelt.HTTPClient()(url))).message).toContain('Invalid URI');
    expect(server.requests).toEqual([]);
  });

  it('credentials for a proxy, on its way and in its request', async () => {
    const proxy = await startConnectProxy();
    try {
      for (const value of EVIL) {
        for (const url of ['https://localhost:1/', 'http://localhost:1/']) {
          const call = { url, proxy: proxy.url(), headers: { 'proxy-authorization': value } };
          const error = await failureOf(Toolbelt.HTTPClient()(call));
          expect(error.cause?.code, error.message).toBe('ERR_INVALID_CHAR');
        }
      }
      expect(proxy.requests).toEqual([]);
      // Escapes in a URL are decoded, and then in base64: nothing of them is a line.
      const encoded = proxy.url('user:a%0d%0ax-evil: 1');
      await failureOf(Toolbelt.HTTPClient()({ url: 'https://localhost:1/', proxy: encoded }));
      expect(proxy.received()).not.toMatch(/x-evil/i);
    } finally {
      await proxy.close();
    }
  });

  it.each(EVIL)('%j in the head of a part of multipart', async (value) => {
    for (const part of [{ 'x-a': value }, { [`x-${value}`]: 'v' }, { 'content-type': value }]) {
      // A part may be text of any language, which is sent as UTF-8.
      if (value.includes('\u010a') && !Object.keys(part)[0]?.includes('\u010a')) continue;
      const multipart = [{ ...part, body: 'b' }];
      const error = await failureOf(Toolbelt.HTTPClient().post({ url: origin, multipart }));
      expect(error).toBeInstanceOf(RequestError);
      expect(error.cause?.code).toMatch(/^ERR_INVALID_(CHAR|HTTP_TOKEN)$/);
    }
    expect(server.requests).toEqual([]);
  });

  it.each(EVIL.slice(0, 5))('%j in the options of a field of formData', async (value) => {
    for (const options of [
      { contentType: value },
      { header: { 'x-a': value } },
      { header: { [value]: 'v' } },
    ]) {
      const formData = { file: { value: 'v', options: { filename: 'f.txt', ...options } } };
      const error = await failureOf(Toolbelt.HTTPClient().post({ url: origin, formData }));
      expect(error.cause?.code, JSON.stringify(options)).toMatch(/^ERR_INVALID_(CHAR|HTTP_TOKEN)$/);
    }
    expect(server.requests).toEqual([]);
  });
});

describe('HTTPClient escapes', () => {
  it.each(EVIL)('%j in path, query and form', async (value) => {
    await Toolbelt.HTTPClient().post({ url: `${origin}/p/${value}`, qs: { q: value }, form: { f: value } });
    const head = expectOneRequest();
    expect(head.split('\r\n')[0]).toMatch(/^POST \/p\/\S+\?q=\S+ HTTP\/1\.1$/);
    expect(server.requests[0]?.split('\r\n\r\n')).toHaveLength(2);
  });

  it('raw line breaks of a query', async () => {
    await Toolbelt.HTTPClient()(`${origin}/?a=1\r\nx-evil: 1\r\n\r\nGET /second HTTP/1.1`);
    expect(expectOneRequest()).toContain(
      'GET /?a=1%0D%0Ax-evil:%201%0D%0A%0D%0AGET%20/second%20HTTP/1.1 HTTP/1.1',
    );
  });

  it('names of fields and files of formData', async () => {
    const evil = 'a"\r\nx-evil: 1\r\n\r\n--b';
    await Toolbelt.HTTPClient().post({
      url: origin,
      formData: { [evil]: 'v', file: { value: 'v', options: { filename: evil } } },
    });
    const [request = ''] = server.requests;
    const body = request.slice(request.indexOf('\r\n\r\n'));
    expect(body).toContain('name="a%22%0D%0Ax-evil: 1%0D%0A%0D%0A--b"');
    expect(body).toContain('filename="a%22%0D%0Ax-evil: 1%0D%0A%0D%0A--b"');
    expect(body).not.toMatch(/^x-evil/im);
  });

  it('quotes of a user name in Digest', async () => {
    await server.close();
    server = await startRawServer((socket, request) => {
      if (/^authorization: digest/im.test(request)) socket.end(OK);
      else {
        socket.end(
          'HTTP/1.1 401 No\r\nwww-authenticate: Digest realm="r", nonce="n"\r\ncontent-length: 0\r\nconnection: close\r\n\r\n',
        );
      }
    });
    const url = `http://127.0.0.1:${server.port}/`;
    const user = 'u", uri="/evil", x="\\';
    await Toolbelt.HTTPClient()({ url, auth: { user, pass: 'p', sendImmediately: false } });
    expect(server.requests[1]).toContain('username="u\\", uri=\\"/evil\\", x=\\"\\\\", realm="r"');
  });

  it.each([...EVIL, 'r", oauth_token="evil', '\\'])('%j as the realm in OAuth', async (realm) => {
    const oauth = { consumer_key: 'k', consumer_secret: 's', realm };
    await Toolbelt.HTTPClient()({ url: origin, oauth });
    // Percent-encoded, as every value beside it.
    const shown = /^authorization: OAuth realm="([\w.~%-]+)",oauth_consumer_key="k",/im.exec(
      expectOneRequest(),
    );
    expect(decodeURIComponent(shown?.[1] ?? '')).toBe(realm);
  });

  it('user and password', async () => {
    await Toolbelt.HTTPClient()({ url: origin, auth: { user: 'u\r\nx-evil: 1', pass: 'p\0' } });
    expect(expectOneRequest()).toContain(
      `authorization: Basic ${Buffer.from('u\r\nx-evil: 1:p\0').toString('base64')}`,
    );
  });
});

describe('ids of the configuration', () => {
  it.each(EVIL)('%j is refused by Toolbelt.configure', (value) => {
    for (const name of ['accountId', 'functionId']) {
      const error = thrownBy(() => Toolbelt.configure({ [name]: value }));
      expect(error.code).toBe(ErrorCodes.Toolbelt.INVALID_CONFIGURATION);
      expect(error.message).toContain(`${name}: expected a text that a header can hold`);
    }
  });

  it.each(['LAMBDA_UUID', 'BRAND_ID'])('%s with a line break: every call is refused', async (name) => {
    Toolbelt.configure({ accountId: undefined });
    process.env[name] = 'a\r\nx-evil: 1';
    const error = await failureOf(Toolbelt.HTTPClient()(origin));
    expect(error.cause?.code).toBe('ERR_INVALID_CHAR');
    expect(error.message).toContain(name === 'BRAND_ID' ? '["LP-URL"]' : '["User-Agent"]');
    expect(server.requests).toEqual([]);
  });

  it.each(['a\r\nb', 'ho st', 'user@host', 'host/path', 'host\tname', 'ht\ntp://host', 'host\\@evil'])(
    'the host %j of a service is refused',
    (host) => {
      const error = thrownBy(() => Toolbelt.configure({ csds: { msgHist: host } }));
      expect(error.message).toMatch(/is not a host/);
    },
  );
});

describe('LpClient', () => {
  it.each(['\r\nx-evil: 1', '/a\r\nx-evil: 1\r\n\r\n', '/a\0', '/a HTTP/1.1\nx-evil: 1\n\n'])(
    'escapes the path %j',
    async (path) => {
      await Toolbelt.LpClient()('msgHist', path);
      expectOneRequest();
    },
  );
});

describe('ContextServiceClient', () => {
  const evil = 'a\r\nx-evil: 1/../..';
  it('escapes namespaces, sessions, properties and the account', async () => {
    const client = Toolbelt.ContextServiceClient({ accountId: evil, apiKey: 'k' });
    await client.getPropertyInSession(evil, evil, evil);
    const head = expectOneRequest();
    expect(head.split('\r\n')[0]?.match(/a%0D%0Ax-evil%3A%201%2F\.\.%2F\.\./g)).toHaveLength(4);
  });

  it.each(EVIL)('refuses the key %j', (apiKey) => {
    const error = thrownBy(() => Toolbelt.ContextServiceClient({ accountId: '1', apiKey }));
    expect(error.code).toBe(ErrorCodes.ContextService.PARAMETER_INVALID);
    expect(error.message).not.toContain('x-evil');
  });
});

describe('SDEUtil, ConversationUtil, OrchestratorClient', () => {
  const evil = 'a\r\nx-evil: 1?b=c&d#/../';
  it('escape ids', async () => {
    await Toolbelt.SDEUtil().addSDEs([{ type: 'personal' } as never], evil, evil);
    const head = expectOneRequest();
    expect(head).toMatch(
      /^PUT \/api\/account\/12345\/monitoring\/visitors\/a%0D%0A\S+%2F\.\.%2F\/visits\/\S+&sid=a%0D%0A\S+ HTTP/,
    );
    await failureOf(Toolbelt.ConversationUtil().getConversationById(evil));
    expect(server.requests[1]?.split('\r\n\r\n')[0]).not.toContain('x-evil');
  });

  it('refuse or escape the id of a function, its payload and headers', async () => {
    const client = Toolbelt.OrchestratorClient();
    expect((await failureOf(client.invoke([{ uuid: 'a/../b', payload: {} }]))).message).toContain('uuid');
    await client.invoke([{ uuid: 'a\r\nx-evil: 1', payload: { a: evil }, headers: { 'x-a': evil } }]);
    expect(expectOneRequest()).toContain('/lambdas/a%0D%0Ax-evil%3A%201/invoke');
  });
});

describe('GDPRUtil', () => {
  const conversation = (relativePath: string) =>
    ({
      conversationHistoryRecords: [
        { messageRecords: [{ type: 'HOSTED_FILE', messageData: { file: { relativePath } } }] },
      ],
    }) as never;
  const paths = [
    '/a\r\nx-evil: 1',
    '/a\0',
    '//evil.test/a',
    'http://evil.test/',
    '/a/../b',
    '/%2e%2e/b',
    '\\\\evil',
    '/a?x',
    '/a#x',
    '/a/..%2f..%2fother',
    '/..%5Cb',
  ];
  it.each(paths)('does not send the path %j', async (path) => {
    await server.close();
    server = await startRawServer(
      'HTTP/1.1 200 OK\r\nx-auth-token: t\r\ncontent-length: 0\r\nconnection: close\r\n\r\n',
    );
    Toolbelt.configure({ csds: { swift: `http://127.0.0.1:${server.port}` } });
    const error = await failureOf(
      Toolbelt.GDPRUtil().replaceConversationFiles(conversation(path), { username: 'u', password: 'p' }),
    );
    expect(error.code).toBe(ErrorCodes.GdprUtil.REPLACE_FILE_FAILED);
    expect(server.requests.map((request) => request.split(' ', 2).join(' '))).toEqual(['GET /auth/v1.0']);
  });

  it.each(EVIL)('does not send the credentials %j', async (value) => {
    const credentials = { username: value, password: value };
    const error = await failureOf(
      Toolbelt.GDPRUtil().replaceConversationFiles(conversation('/a'), credentials),
    );
    expect(error).toBeInstanceOf(Error);
    expect(error.message).not.toContain('x-evil');
    expect(server.requests).toEqual([]);
  });

  it('does not send the media type of a file with a line break', async () => {
    const file = { contentType: 'image/png\r\nx-evil: 1', body: 'x' };
    const credentials = { username: 'u', password: 'p' };
    const error = await failureOf(
      Toolbelt.GDPRUtil().replaceConversationFiles(conversation('/a'), credentials, () => true, file),
    );
    expect(error.code).toBe(ErrorCodes.Toolbelt.INVALID_ARGUMENT);
    expect(server.requests).toEqual([]);
  });

  it('does not send on a token that is no header', async () => {
    await server.close();
    // What Node's parser lets through in an answer: nothing that could end a line.
    server = await startRawServer(
      'HTTP/1.1 200 OK\r\nx-auth-token: a\rx-evil: 1\r\ncontent-length: 0\r\n\r\n',
    );
    Toolbelt.configure({ csds: { swift: `http://127.0.0.1:${server.port}` } });
    const error = await failureOf(
      Toolbelt.GDPRUtil().replaceConversationFiles(conversation('/a'), { username: 'u', password: 'p' }),
    );
    expect(error.code).toBe(ErrorCodes.GdprUtil.AUTH_FAILED);
    expect(server.requests).toHaveLength(1);
  });
});

describe('MTLSClient', () => {
  const certificates = useCertificates();

  it('refuses what is no header, and escapes paths', async () => {
    const secure = await startMtlsServer({ ...certificates.server('localhost'), ca: certificates.ca });
    try {
      const client = Toolbelt.MTLSClient({ ...certificates.client('me'), ca: certificates.ca });
      const url = secure.url('/', 'localhost');
      for (const value of EVIL) {
        const wrong = [{ 'x-a': value }, { [value]: 'v' }, { host: value }, { 'proxy-authorization': value }];
        for (const headers of wrong) {
          const error = await failureOf(client.get(url, headers));
          expect(error.code, JSON.stringify(headers)).toBe(ErrorCodes.Mtls.INVALID_REQUEST);
          expect(error.message).toMatch(/^MTLSClient: header /);
        }
      }
      expect(secure.requests).toEqual([]);
      await client.get(`${secure.url('/p', 'localhost')}?a=1\r\nx-evil: 1 HTTP/1.1`);
      expect(secure.requests).toHaveLength(1);
      expect(secure.requests[0]?.headers).not.toHaveProperty('x-evil');
    } finally {
      await secure.close();
    }
  });
});

describe('the functions client', () => {
  it('refuses what is no header or host, and escapes ids', async () => {
    const tooling = { getCsdsEntry: async () => `127.0.0.1:${server.port}` };
    const config = { accountId: 'a\r\nx-evil: 1', protocol: 'http' as const };
    const call = { lambdaUuid: 'b\r\nx-evil: 1', body: { payload: {} } };
    for (const value of EVIL) {
      const bad = new Client({ ...config, authStrategy: async () => value }, tooling);
      await failureOf(bad.invoke(call));
      const good = new Client({ ...config, authStrategy: async () => 'Bearer x' }, tooling);
      await failureOf(good.invoke({ ...call, requestId: value }));
    }
    for (const host of ['a\r\nb', 'ho st', `x@127.0.0.1:${server.port}`, '127.0.0.1/x', '']) {
      const lost = new Client(
        { ...config, authStrategy: async () => 'Bearer x' },
        { getCsdsEntry: async () => host },
      );
      expect((await failureOf(lost.invoke(call))).message).toContain('is no host');
    }
    expect(server.requests).toEqual([]);
    const good = new Client({ ...config, authStrategy: async () => 'Bearer x' }, tooling);
    await failureOf(good.invoke({ ...call, skillId: 'c\r\nx-evil: 1', externalSystem: 'd\r\nx-evil: 1' }));
    expect(expectOneRequest()).toMatch(/^POST \/api\/account\/a%0D%0A\S+ HTTP/);
  });
});
