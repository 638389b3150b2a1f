import { describe, expect, it } from 'vitest';
import { ErrorCodes } from '../../src/errors';
import { type MtlsArguments, prepareMtlsRequest } from '../../src/mtls/mtls-request';

const URL_TEXT = 'https://api.example.com/a?b=1';
const prepared = (call: Partial<MtlsArguments>, defaults: Record<string, string> = {}) =>
  prepareMtlsRequest(
    { method: 'POST', url: URL_TEXT, headers: undefined, body: undefined, options: undefined, ...call },
    defaults,
  );
/** The headers of a request. Those that are given more than once are in a list. */
const headersOf = (call: Partial<MtlsArguments>, defaults?: Record<string, string>) =>
  prepared(call, defaults).headers.map(([name, value]) => `${name}: ${value}`);

it('a request without anything has all its fields', () => {
  const { url, ...rest } = prepared({});
  expect(url.href).toBe(URL_TEXT);
  expect(rest).toEqual({
    ...{ method: 'POST', headers: [], body: undefined, proxyAuthorization: undefined, json: false },
    ...{ timeoutMs: undefined, allowSelfSigned: false, maxResponseBytes: undefined, unknownOptions: [] },
  });
});

it('a request has what is given', () => {
  const options = { json: true, timeout: 1, allowSelfSigned: true, maxResponseBytes: 7, timeOut: 1, x: 1 };
  const { url, ...rest } = prepared({
    body: { a: 1 },
    options,
    url: 'https://u:p@api.example.com:8443/a#part',
  });
  expect(url.href).toBe('https://api.example.com:8443/a');
  expect(rest).toMatchObject({
    ...{ body: Buffer.from('{"a":1}'), json: true, timeoutMs: 1, allowSelfSigned: true, maxResponseBytes: 7 },
    unknownOptions: ['timeOut', 'x'],
  });
});

describe('headers', () => {
  it.each<[what: string, call: Partial<MtlsArguments>, headers: string[]]>([
    [
      'of every type',
      { headers: { a: 'x', b: 1, c: false, d: null, e: undefined } },
      ['a: x', 'b: 1', 'c: false'],
    ],
    ['in lists', { headers: { 'X-A': ['1', 2] } }, ['X-A: 1', 'X-A: 2']],
    ['as Headers', { headers: new Headers({ A: 'x' }) }, ['a: x']],
    ['as a Map', { headers: new Map([['A', 'x']]) }, ['A: x']],
    ['of JSON', { body: [] }, ['content-type: application/json']],
    [
      'of JSON with a type of its own',
      { body: [], headers: { 'Content-Type': 'x/y' } },
      ['Content-Type: x/y'],
    ],
    ['of text', { body: '{}' }, []],
    ['of JSON text with json', { body: '{}', options: { json: true } }, ['content-type: application/json']],
    ['of other text with json', { body: '{', options: { json: true } }, []],
    ['of bytes with json', { body: Buffer.from('{}'), options: { json: true } }, []],
    ['of a user', { url: 'https://u:p@h/' }, [`authorization: Basic ${btoa('u:p')}`]],
    [
      'of a user with a header',
      { url: 'https://u:p@h/', headers: { Authorization: 'x' } },
      ['Authorization: x'],
    ],
    [
      'about the connection',
      {
        headers: {
          ...{ 'content-length': '1', expect: 'x', 'Keep-Alive': '5', 'proxy-connection': 'x', upgrade: 'x' },
          ...{ 'transfer-encoding': 'chunked', a: 'b' },
        },
      },
      ['a: b'],
    ],
  ])('%s', (_what, call, headers) => {
    expect(headersOf(call)).toEqual(headers);
  });

  it('come before the defaults', () => {
    expect(headersOf({ headers: { A: 'mine' } }, { a: 'default', b: 'default' })).toEqual([
      'A: mine',
      'b: default',
    ]);
  });

  it('have the credentials of a proxy, which are not sent to the target', () => {
    const { headers, proxyAuthorization } = prepared({ headers: { 'Proxy-Authorization': 'Basic x' } });
    expect([headers, proxyAuthorization]).toEqual([[], 'Basic x']);
  });

  it.each([
    ['Close', ['connection: Close']],
    ['keep-alive', []],
    ['close, x', []],
  ])('about the connection leave only its end to the caller: %s', (connection, headers) => {
    expect(headersOf({ headers: { connection } })).toEqual(headers);
  });
});

describe('is refused', () => {
  const URL_WORDS = 'must be a string such as "https://api.example.com/path"';
  const notUrl = (shown: string) => `${shown} is not a URL: write it as in "https://api.example.com/path"`;
  const notHttps = (shown: string) =>
    `${shown} is not an https URL: only TLS carries a client certificate. Write "https://…", or use Toolbelt.HTTPClient()`;
  const BREAK =
    'header "x-a" has a line break in its value: remove it (secrets often end with one: value.trim())';
  const CHARACTER =
    'header "x-a" has a character in its value that headers cannot carry: encode it, such as with encodeURIComponent';
  const flag = (name: string, kind: string) => `option "${name}" must be true or false, not ${kind}`;
  const bytes = (shown: string) =>
    `option "maxResponseBytes" must be a positive integer, or Infinity for no limit, not ${shown}`;
  const timeout = (shown: string) =>
    `option "timeout" must be milliseconds between 1 and 2147483647, not ${shown}; leave it out for no limit`;

  it.each<[call: Partial<MtlsArguments>, text: string]>([
    [{ url: '' }, notUrl('""')],
    [{ url: '/path' }, notUrl('"/path"')],
    [{ url: 'https://' }, notUrl('"https://"')],
    [{ url: 'a b.c' }, notUrl('"a b.c"')],
    [{ url: '/path?api_key=hunter2hunter2' }, notUrl('"/path?api_key=[redacted]"')],
    [
      { url: 'http://me:hunter2@api.example.com/?token=hunter2' },
      notHttps('"http://[redacted]@api.example.com/?token=[redacted]"'),
    ],
    [
      { url: 'api.example.com/?token=hunter2' },
      '"api.example.com/?token=[redacted]" is not a URL: did you mean "https://api.example.com/?token=[redacted]"?',
    ],
    [{ url: 'api.example.com' }, '"api.example.com" is not a URL: did you mean "https://api.example.com"?'],
    [
      { url: ' api.example.com:80/x ' },
      '"api.example.com:80/x" is not a URL: did you mean "https://api.example.com:80/x"?',
    ],
    [{ url: 'http://api.example.com' }, notHttps('"http://api.example.com"')],
    [{ url: new URL('http://api.example.com') }, notHttps('"http://api.example.com/"')],
    [{ headers: 'a: b' }, '"headers" must be an object, not a string'],
    [{ headers: [] }, '"headers" must be an object, not an array'],
    [{ headers: { 'x-a': {} } }, 'header "x-a" must be text, not an object'],
    [{ headers: { 'x-a': ['b', null] } }, 'header "x-a" must be text, not null'],
    [{ headers: { 'x a': 'b' } }, 'header name "x a" must be letters, digits and hyphens'],
    [{ headers: { 'x-a': 'b\n' } }, BREAK],
    [{ headers: { 'x-a': 'b\rc' } }, BREAK],
    [{ headers: { 'x-a': '✓' } }, CHARACTER],
    [{ options: 7 }, '"options" must be an object such as { timeout: 10000 }, not a number'],
    [{ options: [] }, '"options" must be an object such as { timeout: 10000 }, not an array'],
    [{ options: { json: 'true' } }, flag('json', 'a string')],
    [{ options: { allowSelfSigned: 1 } }, flag('allowSelfSigned', 'a number')],
    [{ options: { maxResponseBytes: 0 } }, bytes('0')],
    [{ options: { maxResponseBytes: '7' } }, bytes('a string')],
    [{ options: { timeout: 0 } }, timeout('0')],
    [{ options: { timeout: 2_147_483_648 } }, timeout('2147483648')],
    [{ options: { timeout: Number.NaN } }, timeout('NaN')],
    [{ options: { timeout: '7' } }, timeout('a string')],
  ])('%j', (call, text) => {
    expect(() => prepared(call)).toThrow(
      expect.objectContaining({
        ...{ name: 'ToolbeltError', code: ErrorCodes.Mtls.INVALID_REQUEST, message: `MTLSClient: ${text}.` },
      }),
    );
  });

  it.each([
    [undefined, 'undefined'],
    [42, 'a number'],
    [{ href: URL_TEXT }, 'an object'],
  ])('the URL %j', (url, kind) => {
    expect(() => prepared({ url })).toThrow(`MTLSClient: "url" ${URL_WORDS}`);
    expect(() => prepared({ url })).toThrow(new RegExp(`not ${kind}`));
  });
});

it('null and undefined are no options, and the limits may be reached', () => {
  expect(prepared({ options: null })).toMatchObject({ json: false });
  const options = { json: null, timeout: null, allowSelfSigned: null, maxResponseBytes: null };
  expect(prepared({ options })).toMatchObject({ json: false, allowSelfSigned: false, unknownOptions: [] });
  expect(prepared({ options: { timeout: 2_147_483_647, maxResponseBytes: Infinity } })).toMatchObject({
    ...{ timeoutMs: 2_147_483_647, maxResponseBytes: Infinity },
  });
});
