import { describe, expect, it } from 'vitest';
import { RequestError } from '../../src/errors';
import {
  bytesOf,
  moved,
  notConnected,
  refusePlainHttp,
  requestOptions,
  textHeaders,
} from '../../src/salesforce/request';

const URL_TEXT = 'https://a.my.salesforce.com/x';
const request = { method: 'GET', url: URL_TEXT, headers: { a: 'b' }, body: 'text' };

describe('the options of a request', () => {
  it('are those of HTTPClient', () => {
    expect(requestOptions(request, {}, undefined)).toEqual({
      ...{ method: 'GET', uri: URL_TEXT, headers: { a: 'b' }, body: 'text', gzip: true, simple: false },
      ...{
        followRedirect: expect.any(Function),
        removeRefererHeader: true,
        proxy: undefined,
        timeout: 25_000,
      },
    });
  });

  it('follow a redirect on the same host, unless the caller wants none', () => {
    const { followRedirect } = requestOptions(request, {}, undefined);
    const follows = (location: string) =>
      (followRedirect as (answer: object) => boolean)({ headers: { location } });
    expect([follows('/y'), follows('https://b.my.salesforce.com/x')]).toEqual([true, false]);
    expect(requestOptions(request, { followRedirect: false }, undefined).followRedirect).toBe(false);
    expect(requestOptions(request, { followRedirect: true }, undefined).followRedirect).toBeTypeOf(
      'function',
    );
  });

  it('have the time and the proxy of the call, or else of the connection', () => {
    expect(requestOptions(request, { timeout: 7, httpProxy: 'http://p' }, 'http://q')).toMatchObject({
      ...{ timeout: 7, proxy: 'http://p' },
    });
    expect(requestOptions(request, {}, 'http://q')).toMatchObject({ proxy: 'http://q' });
  });
});

it.each([
  ['http://a.example.com/x?y=1', true],
  ['https://a.example.com/', false],
  ['http://127.0.0.1:8080/', false],
  ['http://localhost/', false],
  ['no url', false],
])('a session does not go over http: %s', (url, isRefused) => {
  const call = () => refusePlainHttp('PUT', url);
  if (!isRefused) return expect(call()).toBeUndefined();
  expect(call).toThrow(RequestError);
  expect(call).toThrow(
    expect.objectContaining({
      message: 'Error: Salesforce named a URL without TLS, where the session could be read on the way.',
      options: expect.objectContaining({ method: 'PUT', uri: 'http://a.example.com/x' }),
    }),
  );
});

it('a connection without a host says what to do', () => {
  expect(notConnected('GET', '/x?y=1')).toMatchObject({
    message:
      'Error: The connection has no instanceUrl: log in first, or pass the "instance_url" that came with the token.',
    options: { method: 'GET', uri: '/x' },
  });
});

it.each([
  ['https://a/x', 'https://a', 'https://b', 'https://b/x'],
  ['https://a/x', '', 'https://b', 'https://a/x'],
  ['https://a/x', 'https://a', 'https://a', 'https://a/x'],
  ['https://ab/x', 'https://a', 'https://b', 'https://ab/x'],
  ['https://c/x', 'https://a', 'https://b', 'https://c/x'],
])('the URL %s of a call that moved from %j to %j is %s', (url, from, to, result) => {
  expect(moved(url, from, to)).toBe(result);
});

it('bodies and headers have the forms that are sent and expected', () => {
  expect(bytesOf({ getBuffer: () => 'bytes' })).toBe('bytes');
  expect(bytesOf(new URLSearchParams({ a: 'b c' }))).toBe('a=b+c');
  const other = { getBuffer: 1 };
  expect([bytesOf(other), bytesOf('text'), bytesOf(null)]).toEqual([other, 'text', null]);
  expect(textHeaders({ a: 'b', c: ['d', 'e'] })).toEqual({ a: 'b', c: 'd, e' });
});
