import { describe, expect, it } from 'vitest';
import { checkJson, checkRedirect, checkSession, shownUrl, staysOnHost } from '../../src/salesforce/answers';

const URL_TEXT = 'https://a.my.salesforce.com/services/data/v50.0/query?q=x';

it.each([
  ['/other', true],
  ['https://a.my.salesforce.com/x', true],
  ['https://b.my.salesforce.com/x', false],
  // HTTPClient refuses this one, because it leaves TLS.
  ['http://a.my.salesforce.com/x', true],
  ['http://', false],
])('a redirect to %s stays on the host: %s', (location, stays) => {
  expect(staysOnHost(URL_TEXT, { headers: { location } } as never)).toBe(stays);
});

describe('a redirect that was not followed', () => {
  const redirected = (status: number, location: unknown, method = 'POST', options: object = {}) =>
    checkRedirect({ method, url: URL_TEXT }, { statusCode: status, headers: { location } } as never, options);
  const said = (status: number, method: string, target: string, reason: string) =>
    expect.objectContaining({
      name: `ERROR_HTTP_${status}`,
      errorCode: `ERROR_HTTP_${status}`,
      message:
        `${method} https://a.my.salesforce.com/services/data/v50.0/query was redirected to ${target} and not repeated there, ` +
        `as ${reason}: set instanceUrl (or loginUrl) to that host if it is yours.`,
    });
  const HOST = 'the session is for its own host alone';
  const BODY = 'it would lose its body';

  it.each([301, 302, 303, 307, 308])('with %i is refused', (status) => {
    const [location, target] = ['https://b.example.com/x?token=1', 'https://b.example.com'];
    for (const method of ['GET', 'HEAD']) {
      expect(() => redirected(status, location, method)).toThrow(said(status, method, target, HOST));
    }
    expect(() => redirected(status, location)).toThrow(said(status, 'POST', target, BODY));
    expect(() => redirected(status, '/x')).toThrow(said(status, 'POST', 'https://a.my.salesforce.com', BODY));
    expect(() => redirected(status, 'http://')).toThrow(said(status, 'POST', 'http://', BODY));
  });

  it.each<[what: string, status: number, location: unknown, options?: object]>([
    ['another status', 300, '/x'],
    ['no location', 302, undefined],
    ['a caller who wants it', 302, '/x', { followRedirect: false }],
  ])('passes: %s', (_what, status, location, options) => {
    expect(redirected(status, location, 'POST', options)).toBeUndefined();
  });
});

describe('an answer that should be JSON', () => {
  const answered = (
    body: string,
    { url = URL_TEXT, type = 'application/json' as string | null, status = 200 } = {},
  ) =>
    checkJson('GET', url, {
      statusCode: status,
      headers: type === null ? {} : { 'content-type': type },
      body,
    });
  const said = (type: string, beginning: string, status = 200) =>
    expect.objectContaining({
      name: 'INVALID_RESPONSE',
      message:
        `GET https://a.my.salesforce.com/services/data/v50.0/query was answered ${status}, but with ${type} that is no JSON: ` +
        `${beginning}. Check instanceUrl and what is on the way to it.`,
    });

  it.each([
    ['<p>', 'text/html', 'text/html', '"<p>"', 200],
    ['{"a":1}', 'text/html', 'text/html', '"{\\"a\\":1}"', 299],
    ['{"a":1}', null, 'a body without a type', '"{\\"a\\":1}"', 200],
    ['{"a":', 'application/json', 'application/json', '"{\\"a\\":"', 200],
    ['"text"', 'application/json', 'application/json', '"\\"text\\""', 200],
    ['[1', 'application/jsonx', 'application/jsonx', '"[1"', 200],
    [` ${'x'.repeat(201)}`, 'text/x', 'text/x', `"${'x'.repeat(200)}"`, 200],
  ] as const)('is refused: %j as %s', (body, type, shown, beginning, status) => {
    expect(() => answered(body, { type, status })).toThrow(said(shown, beginning, status));
  });

  it.each([
    ['{"a":\n1}', {}],
    [' [1] ', { type: 'application/json;charset=UTF-8' }],
    ['', { type: 'text/html' }],
    ['  ', { type: 'text/html' }],
    ['<p>', { status: 300 }],
  ])('passes: %j %j', (body, more) => {
    expect(answered(body, more)).toBeUndefined();
  });

  it.each([
    ['query', true],
    ['queryAll', true],
    ['search', true],
    ['parameterizedSearch', true],
    ['limits', true],
    ['composite/x', true],
    ['sobjects', true],
    ['sobjects/', true],
    ['sobjects/Account', true],
    ['sobjects/Account/001', true],
    ['sobjects/Account/001/', true],
    ['sobjects/Document/015/Body', false],
    ['apexrest', false],
  ])('is one of /%s: %s', (path, is) => {
    const call = () => answered('<p>', { url: `https://a.example.com/services/data/v50.0/${path}` });
    if (is) expect(call).toThrow(/^GET .* that is no JSON/);
    else expect(call()).toBeUndefined();
  });
});

describe('an answer to a call that was repeated', () => {
  const checked = (statusCode: number, body: string) => checkSession({ statusCode, headers: {}, body });

  it.each<[status: number, body: string, code: string, message: string]>([
    [401, '[{"errorCode":"C","message":"m"}]', 'C', 'm'],
    [401, '{"errorCode":"C","message":"m"}', 'C', 'm'],
    [401, '', 'ERROR_HTTP_401', ''],
    [401, '[7]', 'ERROR_HTTP_401', '[7]'],
    [400, '[{"errorCode":"INVALID_SESSION_ID","message":"m"}]', 'INVALID_SESSION_ID', 'm'],
    [
      500,
      '<faultcode>sf:INVALID_SESSION_ID</faultcode><faultstring>INVALID: no</faultstring>',
      'INVALID_SESSION_ID',
      'INVALID: no',
    ],
    [
      400,
      '<error><exceptionCode>InvalidSessionId</exceptionCode><exceptionMessage>bad</exceptionMessage></error>',
      'InvalidSessionId',
      'bad',
    ],
    [400, 'InvalidSessionId', 'InvalidSessionId', 'InvalidSessionId'],
  ])('%i %s is the end of the session', (status, body, code, message) => {
    expect(() => checked(status, body)).toThrow(
      expect.objectContaining({ name: code, errorCode: code, message }),
    );
  });

  it.each([
    [200, 'INVALID_SESSION_ID'],
    [399, 'InvalidSessionId'],
    [400, 'other'],
    [403, ''],
  ])('%i %s passes', (status, body) => {
    expect(checked(status, body)).toBeUndefined();
  });
});

it.each([
  ['https://a/b?c=d#e', 'https://a/b'],
  ['https://a/b#e', 'https://a/b'],
  ['https://a/b', 'https://a/b'],
])('shows %s as %s', (url, shown) => {
  expect(shownUrl(url)).toBe(shown);
});
