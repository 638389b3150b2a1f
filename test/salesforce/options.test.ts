import { describe, expect, it } from 'vitest';
import { ErrorCodes } from '../../src/errors';
import { CONNECTION_OPTIONS, OAUTH2_OPTIONS, readConnectionOptions } from '../../src/salesforce/options';

const LOGIN = 'https://login.salesforce.com';

/** The settings for some options, and the warnings about them. */
function read(options: unknown) {
  const warnings: string[] = [];
  return { ...readConnectionOptions(options, (message) => warnings.push(message)), warnings };
}

it('all options of jsforce are known', () => {
  expect(new Set(CONNECTION_OPTIONS)).toEqual(
    new Set([
      ...[
        'loginUrl',
        'instanceUrl',
        'serverUrl',
        'accessToken',
        'refreshToken',
        'sessionId',
        'version',
        'httpProxy',
      ],
      ...[
        'oauth2',
        'refreshFn',
        'maxRequest',
        'callOptions',
        'proxyUrl',
        'signedRequest',
        'logLevel',
        'userInfo',
        'id',
      ],
    ]),
  );
  expect(new Set(OAUTH2_OPTIONS)).toEqual(
    new Set([
      ...['loginUrl', 'authzServiceUrl', 'tokenServiceUrl', 'revokeServiceUrl', 'clientId', 'clientSecret'],
      ...['redirectUri', 'useVerifier', 'httpProxy', 'proxyUrl'],
    ]),
  );
});

const ASIDE =
  '"refreshToken" is set aside, because nothing here can use it: the session ends with its access token. Pass oauth2: ' +
  '{ clientId, clientSecret, redirectUri } of the connected app that issued it, or refreshFn.';
const missing = (url: string) =>
  `"instanceUrl" is missing, so requests go to ${url}, which holds no data: pass the "instance_url" that came with the token.`;
const refreshFn = () => {};
const oauth2 = { clientId: 'c' };

describe('the options for jsforce', () => {
  it.each<[options: object, config: object, warning?: string]>([
    [{}, { loginUrl: LOGIN }],
    [{ loginUrl: 'https://a.example.com///' }, { loginUrl: 'https://a.example.com' }],
    [
      { oauth2: { loginUrl: 'https://b.example.com/' } },
      { oauth2: { loginUrl: 'https://b.example.com/' }, loginUrl: 'https://b.example.com' },
    ],
    [{ loginUrl: null, version: undefined, accessToken: null }, { loginUrl: LOGIN }],
    [
      { instanceUrl: 'https://i.example.com/', accessToken: 't' },
      { loginUrl: LOGIN, instanceUrl: 'https://i.example.com', accessToken: 't' },
    ],
    [
      { serverUrl: 'https://s.example.com', sessionId: 's' },
      { loginUrl: LOGIN, serverUrl: 'https://s.example.com', sessionId: 's' },
    ],
    [
      { accessToken: 't' },
      { loginUrl: LOGIN, accessToken: 't', instanceUrl: LOGIN },
      `SFClient: ${missing(LOGIN)}`,
    ],
    [
      { sessionId: 't' },
      { loginUrl: LOGIN, sessionId: 't', instanceUrl: LOGIN },
      `SFClient: ${missing(LOGIN)}`,
    ],
    [
      { accessToken: 't', loginUrl: 'https://test.salesforce.com' },
      {
        loginUrl: 'https://test.salesforce.com',
        accessToken: 't',
        instanceUrl: 'https://test.salesforce.com',
      },
      `SFClient: ${missing('https://test.salesforce.com')}`,
    ],
    [
      { accessToken: 't', loginUrl: 'https://a.my.salesforce.com' },
      {
        loginUrl: 'https://a.my.salesforce.com',
        accessToken: 't',
        instanceUrl: 'https://a.my.salesforce.com',
      },
    ],
    [{ refreshToken: 'r' }, { loginUrl: LOGIN }, `SFClient: ${ASIDE}`],
    [
      { refreshToken: 'r', accessToken: 't' },
      { loginUrl: LOGIN, accessToken: 't', instanceUrl: LOGIN },
      `SFClient: ${ASIDE} ${missing(LOGIN)}`,
    ],
    [
      { refreshToken: 'r', oauth2 },
      { refreshToken: 'r', oauth2, loginUrl: LOGIN, instanceUrl: LOGIN },
    ],
    [
      { refreshToken: 'r', refreshFn },
      { refreshToken: 'r', refreshFn, loginUrl: LOGIN, instanceUrl: LOGIN },
    ],
    [
      { version: '60.0', loginUrl: 'http://127.0.0.1:1' },
      { version: '60.0', loginUrl: 'http://127.0.0.1:1' },
    ],
  ])('%#', (options, config, warning) => {
    const given = { ...options };
    expect(read(options)).toEqual({
      ...{ config, proxy: undefined, oauth2Proxy: undefined },
      warnings: warning === undefined ? [] : [warning],
    });
    expect(options).toEqual(given);
  });

  it('have no proxy, which the toolbelt uses itself', () => {
    expect(read({ httpProxy: 'http://p:1' })).toMatchObject({
      ...{ config: { loginUrl: LOGIN }, proxy: 'http://p:1', oauth2Proxy: 'http://p:1' },
    });
    expect(read({ httpProxy: 'http://p:1', oauth2: { httpProxy: new URL('http://q:2') } })).toMatchObject({
      ...{ proxy: 'http://p:1', oauth2Proxy: 'http://q:2/' },
    });
    expect(read({ httpProxy: '', oauth2: { httpProxy: 'http://q:2' } })).toMatchObject({
      ...{ proxy: undefined, oauth2Proxy: 'http://q:2' },
    });
  });
});

describe('is refused', () => {
  const text = (name: string, kind: string, hint = '') => `"${name}" must be a string, not ${kind}${hint}`;
  const HINT = '. Pass the "value" of the secret, not the secret';
  const url = (name: string, shown: string, reason = '') =>
    `"${name}" must be an https URL such as "${LOGIN}", not "${shown}"${reason}`;
  const HTTP = ' (over http, the token could be read on the way)';
  const ajax = (name: string) =>
    `"${name}" names an AJAX proxy, which is for browsers. For an HTTP proxy pass "httpProxy", or set HTTPS_PROXY`;

  it.each<[options: unknown, reason: string]>([
    [undefined, 'connectToSalesforce takes an object such as { loginUrl, instanceUrl, accessToken }'],
    [LOGIN, 'connectToSalesforce takes an object such as { loginUrl, instanceUrl, accessToken }'],
    [{ oauth2: 'x' }, '"oauth2" must be an object such as { clientId, clientSecret, redirectUri }'],
    ...['accessToken', 'refreshToken', 'sessionId', 'version', 'loginUrl', 'instanceUrl', 'serverUrl'].map(
      (name) => [{ [name]: 7 }, text(name, 'number')] as [object, string],
    ),
    [{ accessToken: { key: 'k', value: 'v' } }, text('accessToken', 'object', HINT)],
    [{ accessToken: { key: 'k' } }, text('accessToken', 'object')],
    [{ accessToken: [] }, text('accessToken', 'array')],
    [{ httpProxy: 7 }, text('httpProxy', 'number')],
    ...['clientId', 'clientSecret', 'redirectUri', 'httpProxy', 'loginUrl', 'tokenServiceUrl'].map(
      (name) => [{ oauth2: { [name]: true } }, text(`oauth2.${name}`, 'boolean')] as [object, string],
    ),
    ...['loginUrl', 'instanceUrl', 'serverUrl'].map(
      (name) =>
        [{ [name]: 'http://a.example.com' }, url(name, 'http://a.example.com', HTTP)] as [object, string],
    ),
    ...['loginUrl', 'authzServiceUrl', 'tokenServiceUrl', 'revokeServiceUrl'].map(
      (name) => [{ oauth2: { [name]: 'ftp://a' } }, url(`oauth2.${name}`, 'ftp://a')] as [object, string],
    ),
    [{ loginUrl: 'a.example.com' }, url('loginUrl', 'a.example.com')],
    [{ version: 'v60' }, '"version" must be an API version such as "60.0", not "v60"'],
    [{ version: '60' }, '"version" must be an API version such as "60.0", not "60"'],
    [{ version: '60.0.1' }, '"version" must be an API version such as "60.0", not "60.0.1"'],
    [{ refreshFn: 'x' }, '"refreshFn" must be a function'],
    [{ proxyUrl: 'x' }, ajax('proxyUrl')],
    [{ oauth2: { proxyUrl: 'x' } }, ajax('oauth2.proxyUrl')],
  ])('%j', (options, reason) => {
    expect(() => read(options)).toThrow(
      expect.objectContaining({
        ...{
          name: 'ToolbeltError',
          code: ErrorCodes.Toolbelt.INVALID_ARGUMENT,
          message: `SFClient: ${reason}.`,
        },
      }),
    );
  });
});
