import { describe, expect, it } from 'vitest';
import { ErrorCodes, RequestError, StatusCodeError } from '../../src/errors';
import { SwiftClient } from '../../src/gdpr/swift-client';
import { failureOf } from '../helpers/failure-of';

const ORIGIN = 'https://swift.example.com';
const CREDENTIALS = { username: 'u', password: 'p' };
const FILE = { contentType: 'text/plain', body: 'é' };
const status = (code: number) => new StatusCodeError(code, 'no', {}, { statusCode: code } as never);
const broken = (code: string) => new RequestError(Object.assign(new Error(code), { code }), {}, undefined);

/** A storage that answers the request for a token and those for files in this way. */
function storageOf(answer: (isToken: boolean, count: number) => unknown) {
  const sent: unknown[][] = [];
  const send = async (options: { method?: string }, extras: object) => {
    sent.push([options, extras]);
    const outcome = answer(options.method !== 'PUT', sent.length);
    if (outcome instanceof Error) throw outcome;
    return outcome;
  };
  return { client: new SwiftClient(ORIGIN, CREDENTIALS, send as never), sent };
}
const token = (value: unknown = 't') => ({ headers: { 'x-auth-token': value } });

it('a file is put with a token, and both requests may wait for their turn', async () => {
  const { client, sent } = storageOf((isToken) => (isToken ? token() : undefined));
  await client.authenticate();
  await client.put('/a b/%c3%a9%', FILE);
  await client.put('c', { contentType: 'x/y', body: new Uint8Array([1, 2, 3]).subarray(1) });
  const headers = { 'x-auth-user': 'u', 'x-auth-key': 'p' };
  const put = (url: string, type: string, body: Buffer) => [
    {
      ...{ url: `${ORIGIN}/${url}`, method: 'PUT', timeout: 10_000, body },
      headers: { 'content-type': type, 'content-length': '2', 'x-auth-token': 't' },
    },
    { admission: 'queue' },
  ];
  expect(sent).toEqual([
    [
      {
        ...{ url: `${ORIGIN}/auth/v1.0`, headers, resolveWithFullResponse: true, followRedirect: false },
        timeout: 10_000,
      },
      { admission: 'queue' },
    ],
    put('a%20b/%c3%a9%25', 'text/plain', Buffer.from('é')),
    put('c', 'x/y', Buffer.from([2, 3])),
  ]);
});

describe('a token', () => {
  const refused = (reason: string) => `No access to the file storage: GET ${ORIGIN}/auth/v1.0: ${reason}.`;
  const CHECK = 'Check the user name and the password';
  const LATER = 'This says nothing about the credentials: try again later, or check host and network';

  it.each<[answer: unknown, reason: string]>([
    [status(401), `401 - "no". ${CHECK}`],
    [status(503), `503 - "no". ${LATER}`],
    [broken('ESOCKETTIMEDOUT'), `nothing came for 10000 ms. ${LATER}`],
    [broken('EPROTO'), `Error: EPROTO. ${LATER}`],
    [new Error('it ends.'), `it ends. ${LATER}`],
    [{ headers: {} }, `the answer has no header "x-auth-token". ${LATER}`],
    [token(''), `the answer has no header "x-auth-token". ${LATER}`],
    [token(['a']), `the answer has no header "x-auth-token". ${LATER}`],
  ])('that does not come: %#', async (answer, reason) => {
    const error = await failureOf(storageOf(() => answer).client.authenticate());
    expect(error).toMatchObject({ code: ErrorCodes.GdprUtil.AUTH_FAILED, message: refused(reason) });
    expect(error.cause).toBe(answer instanceof Error ? answer : undefined);
  });

  it('that is refused is renewed once, when the storage has never accepted one', async () => {
    const { client, sent } = storageOf((isToken) => (isToken ? token() : status(401)));
    expect(await failureOf(client.put('a', FILE))).toMatchObject({ statusCode: 401 });
    expect(sent.map(([options]) => (options as { method?: string }).method ?? 'token')).toEqual([
      ...['token', 'PUT', 'token', 'PUT'],
    ]);
  });

  it('is not renewed for another failure', async () => {
    const { client, sent } = storageOf((isToken) => (isToken ? token() : status(403)));
    expect(await failureOf(client.put('a', FILE))).toMatchObject({ statusCode: 403 });
    expect(sent).toHaveLength(2);
  });
});

it.each(['', '/', '//x', 'http:x', 'a?b', 'a#b', 'a\\b', 'a\nb', '..', 'a/%2E.', 'a%2f.', 'a%5c..%5cb'])(
  'a path that is none of the storage is refused, and nothing is sent: %j',
  async (path) => {
    const { client, sent } = storageOf(() => token());
    expect(await failureOf(client.put(path, FILE))).toMatchObject({
      code: ErrorCodes.GdprUtil.GENERAL,
      message:
        'the path is not one of the file storage: it must not be a URL, nor hold "..", "\\", "?" or "#".',
    });
    expect(sent).toEqual([]);
  },
);
