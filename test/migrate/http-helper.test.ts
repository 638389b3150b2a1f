import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { HTTP_REQUEST, REQUEST_AS_V1 } from '../../src/migrate/rules/http/helper-texts';
import { Toolbelt } from '../../src/toolbelt';

type Client = (...args: unknown[]) => Promise<unknown>;
interface Seen {
  method: string | undefined;
  url: string | undefined;
  headers: Record<string, unknown>;
  body: string;
}

let origin = '';
let seen: Seen[] = [];
const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    seen.push(toSeen(request, Buffer.concat(chunks).toString()));
    const { searchParams } = new URL(request.url ?? '', 'http://x');
    const status = Number(searchParams.get('status') ?? 200);
    if (searchParams.has('silent')) return;
    if (searchParams.has('slow')) {
      setTimeout(() => response.end('late'), 100);
      return;
    }
    if (searchParams.has('cut')) {
      response.writeHead(200, { 'content-length': 100 }).write('a part');
      setTimeout(() => response.destroy(), 20);
      return;
    }
    if (searchParams.has('reset')) {
      request.socket.destroy();
      return;
    }
    response.writeHead(status, {
      'content-type': searchParams.get('type') ?? 'application/json',
      ...(status > 300 && status < 309 && { location: '/?moved=1' }),
    });
    response.end(searchParams.get('body') ?? '');
  });
});

const helper = new Function(`${REQUEST_AS_V1}\n${HTTP_REQUEST}\nreturn httpRequest;`)() as Client;
let original: Client;

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  Toolbelt.configure({ whitelist: ['127.0.0.1'], rateLimit: { mode: 'off' } });
  original = Toolbelt.HTTPClient() as unknown as Client;
});
afterAll(async () => {
  Toolbelt.reset();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

/** Headers of the connection, and those that only fetch sends. */
const NOT_COMPARED =
  /^(host|connection|keep-alive|accept-encoding|accept-language|sec-fetch-mode|content-length|transfer-encoding|referer)$/;

function toSeen({ method, url, headers }: IncomingMessage, body: string): Seen {
  const kept = Object.entries(headers).filter(
    ([name, value]) =>
      !NOT_COMPARED.test(name) &&
      !(name === 'accept' && value === '*/*') &&
      !(name === 'user-agent' && value === 'node'),
  );
  // request leaves headers out of a redirected request that fetch keeps, such as the content type.
  return { method, url, headers: url?.includes('moved') ? {} : Object.fromEntries(kept), body };
}

/** This library's client says more about a wrong body than request did. */
const withoutAdvice = (text: unknown) => String(text).replace(/(options\.body\.) .*/, '$1');

const outcome = async (client: Client, args: unknown[]) => {
  seen = [];
  const settled = await client(...args).then(
    (result) => ({ result: isFull(result) ? { statusCode: result.statusCode, body: result.body } : result }),
    (error: Record<string, unknown> & { cause?: { code?: string } }) => ({
      name: error.name,
      message: withoutAdvice(error.message),
      statusCode: error.statusCode,
      error: error.error instanceof Error ? withoutAdvice(String(error.error)) : error.error,
      code: error.cause?.code,
      // HTTPClient hides these from what enumerates an error.
      keys: Object.keys(error).filter((key) => !['error', 'options', 'response'].includes(key)),
    }),
  );
  return { ...settled, seen };
};

function isFull(value: unknown): value is { statusCode: number; body: unknown } {
  return typeof value === 'object' && value !== null && 'statusCode' in value;
}

const answers = fc.constantFrom(
  '',
  '?body={"a":1}',
  '?body=text',
  '?status=204',
  '?status=404&body={"e":"nf"}',
  '?status=500&body=broken',
  '?status=302',
  '?status=201&body=[1,2]',
  '?body=%EF%BB%BFmarked',
);
const options = fc
  .record(
    {
      method: fc.constantFrom('GET', 'get', 'POST', 'post', 'PUT', 'PATCH', 'patch', 'DELETE'),
      json: fc.constantFrom(true, false),
      simple: fc.boolean(),
      resolveWithFullResponse: fc.boolean(),
      encoding: fc.constantFrom(null, 'latin1', 'utf8', 'base64', 'hex'),
      headers: fc.constantFrom(
        {},
        { 'X-A': 'b' },
        { 'Content-Type': 'application/json; charset=utf-8' },
        { accept: 'text/x' },
        { Connection: 'keep-alive' },
        { 'content-type': 'application/x-www-form-urlencoded' },
        { 'X-List': ['a', 'b'], 'X-None': undefined, 'X-Number': 5 },
      ),
      timeout: fc.constantFrom(5_000),
    },
    { requiredKeys: ['method'] },
  )
  .chain((base) => {
    if (/^get$/i.test(base.method)) return fc.constant(base);
    const texts = fc.constantFrom('text', '{"a":1}', "it's (a) *test*!", '');
    const json = fc.constantFrom<unknown>({ a: [1, { b: null }] }, 'Portfolio', 'x y', [1], 0, false, null);
    const form = fc.constantFrom<unknown>(
      { a: 'x y*', b: [1, 2], c: { d: "it's" }, e: null, f: undefined, g: true },
      { 'ü[x]': ['€', [null], { 'k k': [{}] }], d: new Date(0), empty: [] },
      'a=b c&d=(e)',
    );
    return fc.oneof(
      (base.json ? json : texts).map((body) => ({ ...base, body })),
      form.map((value) => ({ ...base, form: value })),
      fc.constant(base),
    );
  });

it('the helper does what HTTPClient does with the eight options', async () => {
  const property = fc.asyncProperty(answers, options, fc.boolean(), async (path, given, isOne) => {
    const url = `${origin}/${path}`;
    // request takes "post" for a method that it does not know, and follows its redirects. The helper does not.
    fc.pre(!(path.includes('302') && /^(post|put|patch|delete)$/.test(given.method)));
    const args = isOne ? [{ ...given, url }] : [url, given];
    expect(await outcome(helper, args)).toEqual(await outcome(original, args));
  });
  await fc.assert(property, { numRuns: process.env.CI ? 1_000 : 300 });
}, 60_000);

it.each([
  ['an address without a scheme', 'api.example.com/x', {}],
  ['a scheme that is none', 'ftp://127.0.0.1/', {}],
  ['a port where nothing listens', 'http://127.0.0.1:47113/', {}],
])('fails alike for %s', async (_what, url, extra) => {
  const args = [url, { method: 'GET', ...extra }];
  expect(await outcome(helper, args)).toEqual(await outcome(original, args));
});

it.each([
  ['a server that says nothing', '?silent', { timeout: 100 }],
  ['a connection that is cut', '?reset', {}],
  ['a connection that is cut in the middle of the body', '?cut', {}],
])('fails alike for %s', async (_what, path, extra) => {
  const args = [`${origin}/${path}`, { method: 'POST', ...extra }];
  expect(await outcome(helper, args)).toEqual(await outcome(original, args));
});

it.each([0, '20', null, Number.NaN, Number.POSITIVE_INFINITY])(
  'waits without a limit for the timeout %s',
  async (timeout) => {
    const args = [`${origin}/?slow`, { method: 'GET', timeout }];
    expect(await outcome(helper, args)).toMatchObject({ result: 'late' });
    expect(await outcome(original, args)).toMatchObject({ result: 'late' });
  },
);

it('says ETIMEDOUT, as Node does, when fetch gives a connection up', async () => {
  const late = Object.assign(new Error('Connect Timeout Error'), { code: 'UND_ERR_CONNECT_TIMEOUT' });
  const failing = new Function('fetch', `${REQUEST_AS_V1}\n${HTTP_REQUEST}\nreturn httpRequest;`)(() =>
    Promise.reject(new TypeError('fetch failed', { cause: late })),
  ) as Client;
  expect(await outcome(failing, [`${origin}/`, { method: 'GET' }])).toMatchObject({
    name: 'RequestError',
    message: 'Error: ETIMEDOUT',
    code: 'ETIMEDOUT',
  });
});

it('makes basic authentication of the user in a URL', async () => {
  const args = [`${origin.replace('//', '//us%40er:pa%3Ass@')}/?body=x`, { method: 'GET' }];
  expect(await outcome(helper, args)).toEqual(await outcome(original, args));
});

it('sends the headers that V1 adds, under those of the caller', async () => {
  const before = { ...process.env };
  Object.assign(process.env, { X_LIVEPERSON_FUNCTION_UUID: 'f-1', X_LIVEPERSON_BRAND_ID: '1234' });
  try {
    const args = [`${origin}/`, { method: 'GET', headers: { 'lp-url': 'mine' } }];
    const found = await outcome(helper, args);
    expect(found).toEqual(await outcome(original, args));
    expect(found.seen[0]?.headers).toMatchObject({ 'user-agent': 'LP-Lambda-f-1', 'lp-url': 'mine' });
  } finally {
    for (const name of ['X_LIVEPERSON_FUNCTION_UUID', 'X_LIVEPERSON_BRAND_ID']) {
      if (before[name] === undefined) delete process.env[name];
      else process.env[name] = before[name];
    }
  }
});
