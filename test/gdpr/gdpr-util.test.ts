import { inspect } from 'node:util';
import { inflateSync } from 'node:zlib';
import nock from 'nock';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Conversation, ErrorCodes, type ReplaceFilesError, Toolbelt } from '../../src/index';
import { failureOf } from '../helpers/failure-of';
import { type Handler, type SeenRequest, startServer, type TestServer } from '../helpers/with-server';

/** Files that are replaced in one call. */
const FILES = process.env.CI ? 500 : 100;

const CREDENTIALS = { username: 'swift-user', password: 'sw1ft-p4ssw0rd' };

const file = (relativePath: unknown, type = 'HOSTED_FILE') => ({
  type,
  messageId: `ms::conv:c::msg:${String(relativePath)}`,
  messageData: { file: { relativePath } },
});
const conversationOf = (...records: unknown[][]) =>
  ({
    conversationHistoryRecords: records.map((messageRecords) => ({ messageRecords })),
  }) as unknown as Conversation;

/** A storage: hands out tokens `token-1`, `token-2`, … and accepts files with the tokens that `accepts` likes. */
function swift(accepts: (token: string, request: SeenRequest) => boolean | number = () => true): Handler {
  let tokens = 0;
  return (request, response) => {
    if (request.url === '/auth/v1.0') {
      const { 'x-auth-user': user, 'x-auth-key': key } = request.headers;
      if (user !== CREDENTIALS.username || key !== CREDENTIALS.password) return response.writeHead(401).end();
      tokens += 1;
      return response.writeHead(200, { 'x-auth-token': `token-${tokens}` }).end();
    }
    const accepted = accepts(String(request.headers['x-auth-token']), request);
    return response.writeHead(typeof accepted === 'number' ? accepted : accepted ? 201 : 401).end();
  };
}

let server: TestServer;
const puts = () => server.requests.filter(({ method }) => method === 'PUT');
const authentications = () => server.requests.filter(({ url }) => url === '/auth/v1.0');

beforeEach(async () => {
  nock.disableNetConnect();
  nock.enableNetConnect('127.0.0.1');
  server = await startServer(swift());
  Toolbelt.configure({
    accountId: '12345',
    csds: { swift: `http://127.0.0.1:${server.port}` },
    rateLimit: { limit: 1000 },
  });
});

afterEach(async () => {
  Toolbelt.reset();
  nock.cleanAll();
  nock.enableNetConnect();
  await server.close();
});

describe('replacing', () => {
  it('puts the default file, a black PNG of one pixel, in place of every file of all records', async () => {
    const conversation = conversationOf(
      [file('/v1/AUTH_x/c/1.jpg'), { type: 'TEXT_PLAIN', messageData: { msg: { text: 'hi' } } }],
      [file('/v1/AUTH_x/c/2.pdf')],
    );
    const replaced = await Toolbelt.GDPRUtil().replaceConversationFiles(conversation, CREDENTIALS);
    expect(replaced).toEqual(['/v1/AUTH_x/c/1.jpg', '/v1/AUTH_x/c/2.pdf']);
    expect(authentications()).toHaveLength(1);
    expect(puts().map(({ url }) => url)).toEqual(replaced);
    for (const { headers, body } of puts()) {
      expect(headers).toMatchObject({ 'content-type': 'image/png', 'x-auth-token': 'token-1' });
      expectBlackPixel(Buffer.from(body.slice('hex:'.length), 'hex'));
    }
  });

  it('puts the given file, and asks shouldReplace once for each path before anything is sent', async () => {
    const conversation = conversationOf([file('/a/1'), file('/a/2'), file('/a/1'), file('/a/3')]);
    const shouldReplace = vi.fn((path: string) => {
      expect(server.requests).toEqual([]);
      return path !== '/a/2';
    });
    const replacement = { contentType: 'text/plain; charset=utf-8', body: Buffer.from('gone') };
    const util = Toolbelt.GDPRUtil();
    expect(
      await util.replaceConversationFiles(conversation, CREDENTIALS, shouldReplace, replacement),
    ).toEqual(['/a/1', '/a/3']);
    expect(shouldReplace.mock.calls).toEqual([['/a/1'], ['/a/2'], ['/a/3']]);
    expect(puts().map(({ url, body, headers }) => [url, body, headers['content-type']])).toEqual([
      ['/a/1', 'gone', 'text/plain; charset=utf-8'],
      ['/a/3', 'gone', 'text/plain; charset=utf-8'],
    ]);
  });

  it.each([['bytes', Buffer.of()] as const, ['text', ''] as const])(
    'empties files with no %s',
    async (_what, body) => {
      const conversation = conversationOf([file('/a/1')]);
      const replacement = { contentType: 'text/plain', body };
      const util = Toolbelt.GDPRUtil();
      expect(await util.replaceConversationFiles(conversation, CREDENTIALS, undefined, replacement)).toEqual([
        '/a/1',
      ]);
      expect(puts()).toMatchObject([
        { body: '', headers: { 'content-length': '0', 'content-type': 'text/plain' } },
      ]);
    },
  );

  it('waits for a shouldReplace that answers later', async () => {
    const conversation = conversationOf([file('/a/1'), file('/a/2')]);
    const shouldReplace = async (path: string) => path === '/a/2';
    expect(
      await Toolbelt.GDPRUtil().replaceConversationFiles(conversation, CREDENTIALS, shouldReplace),
    ).toEqual(['/a/2']);
  });

  it.each<[what: string, conversation: Conversation]>([
    ['no records', conversationOf()],
    ['no messages', { conversationHistoryRecords: [{}] }],
    ['no files', conversationOf([{ type: 'TEXT_PLAIN', messageData: { msg: { text: 'x' } } }])],
  ])('sends nothing for %s', async (_what, conversation) => {
    expect(await Toolbelt.GDPRUtil().replaceConversationFiles(conversation, CREDENTIALS)).toEqual([]);
    expect(server.requests).toEqual([]);
  });

  it('sends nothing when no file is chosen', async () => {
    const conversation = conversationOf([file('/a/1')]);
    const none = await Toolbelt.GDPRUtil().replaceConversationFiles(conversation, CREDENTIALS, () => false);
    expect(none).toEqual([]);
    expect(server.requests).toEqual([]);
  });

  it(`replaces ${FILES} files with one authentication, within the rate limit, a few at a time`, async () => {
    Toolbelt.configure({ rateLimit: { limit: 20, intervalMs: 20, maxWaitMs: 10_000 } });
    const open: Array<() => void> = [];
    let most = 0;
    const handler = swift();
    server.use((request, response) => {
      if (request.method !== 'PUT') return handler(request, response);
      open.push(() => handler(request, response));
      most = Math.max(most, open.length);
      // The first file is held until nineteen more are under way.
      if (puts().length >= 20) for (const answer of open.splice(0)) setImmediate(answer);
    });
    const paths = Array.from({ length: FILES }, (_, index) => `/v1/AUTH_x/c/${index}.jpg`);
    const conversation = conversationOf(paths.map((path) => file(path)));
    expect(await Toolbelt.GDPRUtil().replaceConversationFiles(conversation, CREDENTIALS)).toEqual(paths);
    expect(authentications()).toHaveLength(1);
    expect(new Set(puts().map(({ url }) => url)).size).toBe(FILES);
    expect(puts()).toHaveLength(FILES);
    expect(most).toBe(20);
  });
});

describe('paths', () => {
  it.each([
    ['v1/AUTH_x/no-slash.jpg', '/v1/AUTH_x/no-slash.jpg'],
    ['/v1/a b/ä.jpg', '/v1/a%20b/%C3%A4.jpg'],
    ['/v1/already%20encoded.jpg', '/v1/already%20encoded.jpg'],
    ['/v1/100%.jpg', '/v1/100%25.jpg'],
    ['/v1/%', '/v1/%25'],
    ['/v1/%zz%4%41', '/v1/%25zz%254%41'],
    ['@evil.example/x', '/@evil.example/x'],
    [':8080/x', '/:8080/x'],
  ])('sends %j to the storage as %j', async (path, url) => {
    await Toolbelt.GDPRUtil().replaceConversationFiles(conversationOf([file(path)]), CREDENTIALS);
    expect(puts().map((request) => request.url)).toEqual([url]);
  });

  it.each([
    'https://evil.example/x',
    'HTTP:evil.example',
    '//evil.example/x',
    '\\\\evil.example\\x',
    '/v1/..\\..\\x',
    '/v1/../../other-account/x',
    '/v1/%2e%2E/other-account/x',
    '/v1/./x',
    '/v1/..%2fother-account/x',
    '/v1/a%2F%2e.%2Fx',
    '/v1/..%5cother-account/x',
    '/v1/a%5C..%5Cx',
    '/v1/x?temp_url_sig=1',
    '/v1/x#part',
    '/v1/x\r\nx-evil: 1',
    '/',
  ])('refuses %j, and replaces the others', async (path) => {
    const conversation = conversationOf([file(path), file('/v1/good.jpg')]);
    const failure = await failureOf<ReplaceFilesError>(
      Toolbelt.GDPRUtil().replaceConversationFiles(conversation, CREDENTIALS),
    );
    expect(failure).toMatchObject({
      name: 'ReplaceFilesError',
      code: ErrorCodes.GdprUtil.REPLACE_FILE_FAILED,
      replaced: ['/v1/good.jpg'],
      failed: [{ path, error: { code: ErrorCodes.GdprUtil.GENERAL } }],
    });
    expect(puts().map(({ url }) => url)).toEqual(['/v1/good.jpg']);
  });

  it('names a message whose file has no path, and replaces the others', async () => {
    const conversation = conversationOf([file(undefined), file('/v1/good.jpg'), { type: 'HOSTED_FILE' }]);
    const failure = await failureOf<ReplaceFilesError>(
      Toolbelt.GDPRUtil().replaceConversationFiles(conversation, CREDENTIALS),
    );
    expect(failure.replaced).toEqual(['/v1/good.jpg']);
    const lost = (id: string) => ({
      path: '',
      error: expect.objectContaining({
        code: ErrorCodes.Toolbelt.INVALID_ARGUMENT,
        message: `GDPRUtil.replaceConversationFiles: message ${id} has no "messageData.file.relativePath".`,
      }),
    });
    expect(failure.failed).toEqual([lost('ms::conv:c::msg:undefined'), lost('without id')]);
    expect(failure.message).toBe(
      '2 of 3 files could not be replaced, first : GDPRUtil.replaceConversationFiles: message ms::conv:c::msg:undefined has no ' +
        '"messageData.file.relativePath". "failed" lists them; call again with a shouldReplace that returns true only for those.',
    );
  });
});

describe('tokens', () => {
  const paths = Array.from({ length: 60 }, (_, index) => `/v1/${index}`);
  const conversation = conversationOf(paths.map((path) => file(path)));

  it('fetches a new token once when one expires half way, for all files under way', async () => {
    let accepted = 0;
    server.use(
      swift((token) => {
        if (token === 'token-1' && accepted >= 30) return false;
        accepted += 1;
        return true;
      }),
    );
    expect(await Toolbelt.GDPRUtil().replaceConversationFiles(conversation, CREDENTIALS)).toEqual(paths);
    expect(authentications()).toHaveLength(2);
  });

  it('goes on when tokens expire again and again', async () => {
    const uses = new Map<string, number>();
    server.use(
      swift((token) => {
        const count = (uses.get(token) ?? 0) + 1;
        uses.set(token, count);
        return count <= 20;
      }),
    );
    expect(await Toolbelt.GDPRUtil().replaceConversationFiles(conversation, CREDENTIALS)).toEqual(paths);
    expect(authentications().length).toBeGreaterThanOrEqual(3);
    expect(authentications().length).toBeLessThan(10);
  });

  it('tries a file again whose next token ended, too, while it waited for its turn', async () => {
    // It is refused with each of three tokens once another file got in with it, so that the token was good.
    let refuse: { token: string; now(): void } | undefined;
    const storage = swift((token, { url }) => url !== '/v1/0' || token === 'token-4');
    server.use((request, response) => {
      const token = String(request.headers['x-auth-token']);
      if (request.url === '/v1/0' && token !== 'token-4') {
        refuse = { token, now: () => storage(request, response) };
        return;
      }
      storage(request, response);
      if (refuse?.token !== token) return;
      response.once('close', refuse.now);
      refuse = undefined;
    });
    expect(await Toolbelt.GDPRUtil().replaceConversationFiles(conversation, CREDENTIALS)).toEqual(paths);
    expect(authentications()).toHaveLength(4);
  });

  it('sends a file five times at most, however many tokens are good for others', async () => {
    // The file is refused with each token after another file got in with it. The others wait until then.
    const many = Array.from({ length: 140 }, (_, index) => `/v1/${index}`);
    const storage = swift((_token, { url }) => url !== '/v1/0');
    const held = new Map<string, (() => void)[]>();
    let refuse: { token: string; now(): void } | undefined;
    let tries = 0;
    server.use((request, response) => {
      const token = String(request.headers['x-auth-token']);
      const answer = () => storage(request, response);
      if (request.method !== 'PUT') return answer();
      if (request.url === '/v1/0') {
        tries += 1;
        refuse = { token, now: answer };
        // Those with the tokens before take the new one for their next files.
        for (const answers of held.values()) for (const goOn of answers.splice(0)) goOn();
        return;
      }
      if (refuse?.token !== token) {
        if (refuse || tries >= 5) return answer();
        held.set(token, [...(held.get(token) ?? []), answer]);
        return;
      }
      response.once('close', refuse.now);
      refuse = undefined;
      answer();
    });
    const failure = await failureOf<ReplaceFilesError>(
      Toolbelt.GDPRUtil().replaceConversationFiles(
        conversationOf(many.map((path) => file(path))),
        CREDENTIALS,
      ),
    );
    expect(failure.failed).toMatchObject([{ path: '/v1/0', error: { statusCode: 401 } }]);
    expect(failure.replaced).toEqual(many.slice(1));
    expect(puts().filter(({ url }) => url === '/v1/0')).toHaveLength(5);
    expect(authentications()).toHaveLength(5);
  });

  it('gives up a file that is refused with every token, and goes on with the others', async () => {
    server.use(swift((_token, { url }) => url !== '/v1/0'));
    const failure = await failureOf<ReplaceFilesError>(
      Toolbelt.GDPRUtil().replaceConversationFiles(conversation, CREDENTIALS),
    );
    expect(failure.failed).toMatchObject([{ path: '/v1/0', error: { statusCode: 401 } }]);
    expect(failure.replaced).toEqual(paths.slice(1));
    expect(puts().filter(({ url }) => url === '/v1/0').length).toBeLessThanOrEqual(5);
  });

  it('does not authenticate for every file when the storage refuses them all', async () => {
    server.use(swift(() => false));
    const failure = await failureOf<ReplaceFilesError>(
      Toolbelt.GDPRUtil().replaceConversationFiles(conversation, CREDENTIALS),
    );
    expect(failure.replaced).toEqual([]);
    expect(failure.failed.map(({ path }) => path)).toEqual(paths);
    expect(authentications()).toHaveLength(2);
    expect(failure.cause).toMatchObject({ name: 'StatusCodeError', statusCode: 401 });
  });

  it('tries every file, and lists those that failed', async () => {
    server.use(swift((_token, { url }) => (/[05]$/.test(url) ? 503 : true)));
    const failure = await failureOf<ReplaceFilesError>(
      Toolbelt.GDPRUtil().replaceConversationFiles(conversation, CREDENTIALS),
    );
    const failed = paths.filter((path) => /[05]$/.test(path));
    expect(failure.failed.map(({ path }) => path)).toEqual(failed);
    expect(failure.replaced).toEqual(paths.filter((path) => !failed.includes(path)));
    expect(failure.message).toMatch(/^12 of 60 files could not be replaced, first \/v1\/0: 503 - /);
    expect(puts()).toHaveLength(60);
  });
});

describe('refusals', () => {
  const conversation = conversationOf([file('/v1/1')]);

  it('says that the credentials are wrong, and replaces nothing', async () => {
    const wrong = { ...CREDENTIALS, password: 'wr0ng-p4ssw0rd' };
    const failure = await failureOf<ReplaceFilesError>(
      Toolbelt.GDPRUtil().replaceConversationFiles(conversation, wrong),
    );
    expect(failure).toMatchObject({
      code: ErrorCodes.GdprUtil.AUTH_FAILED,
      cause: { name: 'StatusCodeError', statusCode: 401 },
    });
    expect(failure.message).toMatch(
      /No access to the file storage: GET .*\/auth\/v1.0: 401 .*Check the user name/,
    );
    for (const text of [failure.message, inspect(failure, { depth: 9 }), JSON.stringify(failure)]) {
      expect(text).not.toContain(wrong.password);
    }
    expect(puts()).toEqual([]);
  });

  it('does not blame the credentials for a storage that is down', async () => {
    server.use((_request, response) => response.writeHead(503).end('busy'));
    const failure = await failureOf<ReplaceFilesError>(
      Toolbelt.GDPRUtil().replaceConversationFiles(conversation, CREDENTIALS),
    );
    expect(failure).toMatchObject({ code: ErrorCodes.GdprUtil.AUTH_FAILED, cause: { statusCode: 503 } });
    expect(failure.message).toMatch(
      /auth\/v1.0: 503 - "busy". This says nothing about the credentials: try again later/,
    );
  });

  it('does not follow a redirect with the credentials', async () => {
    const other = await startServer();
    server.use((_request, response) => {
      response.writeHead(302, { location: `http://127.0.0.1:${other.port}/` }).end();
    });
    const failure = await failureOf<ReplaceFilesError>(
      Toolbelt.GDPRUtil().replaceConversationFiles(conversation, CREDENTIALS),
    );
    await other.close();
    expect(failure).toMatchObject({ code: ErrorCodes.GdprUtil.AUTH_FAILED });
    expect(other.requests).toEqual([]);
  });

  it('says that an answer has no token', async () => {
    server.use((_request, response) => response.writeHead(204).end());
    const failure = await failureOf<ReplaceFilesError>(
      Toolbelt.GDPRUtil().replaceConversationFiles(conversation, CREDENTIALS),
    );
    expect(failure).toMatchObject({ code: ErrorCodes.GdprUtil.AUTH_FAILED });
    expect(failure.message).toMatch(
      /^No access to the file storage: GET \S+\/auth\/v1\.0: the answer has no header "x-auth-token"\. This says nothing about the credentials: try again later, or check host and network\.$/,
    );
  });

  it('shows no token in the errors of files', async () => {
    server.use(swift(() => 500));
    const failure = await failureOf<ReplaceFilesError>(
      Toolbelt.GDPRUtil().replaceConversationFiles(conversation, CREDENTIALS),
    );
    for (const text of [inspect(failure, { depth: 9 }), JSON.stringify(failure)]) {
      expect(text).toContain('500');
      expect(text).not.toContain('token-1');
    }
  });

  it('sends nothing when shouldReplace throws, not even for the paths before', async () => {
    const files = conversationOf([file('/v1/1'), file('/v1/2')]);
    const thrown = new TypeError('boom');
    const shouldReplace = (path: string) => {
      if (path === '/v1/2') throw thrown;
      return true;
    };
    const failure = await failureOf<ReplaceFilesError>(
      Toolbelt.GDPRUtil().replaceConversationFiles(files, CREDENTIALS, shouldReplace),
    );
    expect(failure).toMatchObject({ code: ErrorCodes.GdprUtil.GENERAL, cause: thrown });
    expect(failure.message).toBe(
      'GDPRUtil.replaceConversationFiles: "shouldReplace" threw for /v1/2: boom. No file was replaced.',
    );
    expect(server.requests).toEqual([]);
  });

  const png = { contentType: 'image/png', body: Buffer.from('x') };

  it.each<[what: string, args: unknown[], message: RegExp]>([
    ['no conversation', [undefined, CREDENTIALS], /"conversation" must be what getConversationById returned/],
    ['a conversation without records', [{}, CREDENTIALS], /"conversation" must be/],
    ['no credentials', [conversation], /"credentials.username" must be a non-empty string/],
    ['credentials without password', [conversation, { username: 'u' }], /"credentials.password" must be/],
    ['an empty password', [conversation, { username: 'u', password: '' }], /"credentials.password"/],
    ['a password of two lines', [conversation, { username: 'u', password: 'a\nb' }], /of one line/],
    [
      'a shouldReplace that is no function',
      [conversation, CREDENTIALS, true],
      /"shouldReplace" must be a function/,
    ],
    [
      'a replacement without contentType',
      [conversation, CREDENTIALS, () => true, { body: png.body }],
      /"replacementFile.contentType" must be a media type/,
    ],
    [
      'a contentType with a line break',
      [conversation, CREDENTIALS, () => true, { ...png, contentType: 'image/png\r\nx: y' }],
      /"replacementFile.contentType"/,
    ],
    [
      'a replacement without body',
      [conversation, CREDENTIALS, () => true, { contentType: 'image/png' }],
      /"replacementFile.body" must be a Buffer/,
    ],
    [
      'a replacement that is null',
      [conversation, CREDENTIALS, () => true, null],
      /"replacementFile.contentType"/,
    ],
  ])('refuses %s and sends nothing', async (_what, args, message) => {
    const util = Toolbelt.GDPRUtil();
    const replace = util.replaceConversationFiles as (...args: unknown[]) => Promise<unknown>;
    const failure = await failureOf<ReplaceFilesError>(replace.apply(util, args));
    expect(failure).toMatchObject({ code: ErrorCodes.Toolbelt.INVALID_ARGUMENT });
    expect(failure.message).toMatch(message);
    expect(server.requests).toEqual([]);
  });
});

it('finds the storage through service discovery, on https', async () => {
  Toolbelt.configure({ csds: {} });
  nock('https://api.liveperson.net')
    .get('/api/account/12345/service/baseURI.json?version=1.0')
    .reply(200, {
      baseURIs: [{ service: 'swift', account: '12345', baseURI: 'va.objectstorage.liveperson.net' }],
    });
  const storage = nock('https://va.objectstorage.liveperson.net')
    .get('/auth/v1.0')
    .matchHeader('x-auth-user', CREDENTIALS.username)
    .matchHeader('x-auth-key', CREDENTIALS.password)
    .reply(200, '', { 'x-auth-token': 'AUTH_tk1' })
    .put('/v1/1')
    .matchHeader('x-auth-token', 'AUTH_tk1')
    .reply(201);
  expect(
    await Toolbelt.GDPRUtil().replaceConversationFiles(conversationOf([file('/v1/1')]), CREDENTIALS),
  ).toEqual(['/v1/1']);
  storage.done();
});

/** Reads the file as a PNG decoder would: signature, checksums, one bit of one pixel. */
function expectBlackPixel(png: Buffer): void {
  expect(png.subarray(0, 8)).toEqual(Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]));
  const chunks = new Map<string, Buffer>();
  for (let at = 8; at < png.length; ) {
    const length = png.readUInt32BE(at);
    const typeAndData = png.subarray(at + 4, at + 8 + length);
    expect(png.readUInt32BE(at + 8 + length)).toBe(crc32(typeAndData));
    chunks.set(typeAndData.subarray(0, 4).toString('latin1'), typeAndData.subarray(4));
    at += 12 + length;
  }
  expect([...chunks.keys()]).toEqual(['IHDR', 'IDAT', 'IEND']);
  // Width 1, height 1, one bit, greyscale.
  expect(chunks.get('IHDR')).toEqual(Buffer.from([0, 0, 0, 1, 0, 0, 0, 1, 1, 0, 0, 0, 0]));
  expect(inflateSync(chunks.get('IDAT') ?? Buffer.of())).toEqual(Buffer.from([0, 0]));
}

function crc32(bytes: Buffer): number {
  let crc = ~0;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return ~crc >>> 0;
}
