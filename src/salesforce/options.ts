import { URL } from 'node:url';
import { isLoopback } from '../config/host-pattern';
import { ErrorCodes, ToolbeltError } from '../errors';
import { isRecord } from '../internal/is-record';
import { proxyText } from '../internal/node/url-object';
import { redactText } from '../internal/redact';

const DEFAULT_LOGIN_URL = 'https://login.salesforce.com';
/** Users of every organisation log in at these hosts. They do not hold the data of any organisation. */
const SHARED_LOGIN_HOSTS = new Set(['login.salesforce.com', 'test.salesforce.com']);

const URL_OPTIONS = ['loginUrl', 'instanceUrl', 'serverUrl'];
const OAUTH2_URL_OPTIONS = ['loginUrl', 'authzServiceUrl', 'tokenServiceUrl', 'revokeServiceUrl'];
export const OAUTH2_OPTIONS = [
  ...OAUTH2_URL_OPTIONS,
  ...['clientId', 'clientSecret', 'redirectUri', 'useVerifier', 'httpProxy', 'proxyUrl'],
];
const TEXT_OPTIONS = ['accessToken', 'refreshToken', 'sessionId', 'version'];

/** The options, with those of jsforce, so that none of them is taken for a misspelling. */
export const CONNECTION_OPTIONS = [
  ...URL_OPTIONS,
  ...TEXT_OPTIONS,
  'httpProxy',
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
];

/** The checked options: those for jsforce, and the proxies. jsforce must not use the proxies itself. */
export interface ConnectionSettings {
  config: Record<string, unknown>;
  /** Proxy URL of the connection. */
  proxy: string | undefined;
  /** Proxy URL of the connection's OAuth 2 client. */
  oauth2Proxy: string | undefined;
}

/**
 * Checks the options of `connectToSalesforce` and turns them into options for jsforce.
 *
 * @param warn called at most once, with all warnings in one text
 * @throws ToolbeltError `ErrorCodes.Toolbelt.INVALID_ARGUMENT` that names the option
 */
export function readConnectionOptions(options: unknown, warn: (message: string) => void): ConnectionSettings {
  if (!isRecord(options)) {
    throw invalid('connectToSalesforce takes an object such as { loginUrl, instanceUrl, accessToken }');
  }
  const oauth2 = options.oauth2 ?? {};
  if (!isRecord(oauth2)) {
    throw invalid('"oauth2" must be an object such as { clientId, clientSecret, redirectUri }');
  }
  checkOptions(options);
  checkOAuth2(oauth2);
  const { httpProxy, ...config } = withoutNull(options);
  const advice = [setRefreshTokenAside(config, oauth2), fillUrls(config, oauth2)].filter(Boolean);
  if (advice.length > 0) warn(`SFClient: ${advice.join(' ')}`);
  const proxy = (proxyText(httpProxy) as string | undefined) || undefined;
  return { config, proxy, oauth2Proxy: (proxyText(oauth2.httpProxy) as string | undefined) || proxy };
}

function checkOptions(options: Record<string, unknown>): void {
  for (const name of TEXT_OPTIONS) checkText(options[name], name);
  checkText(proxyText(options.httpProxy), 'httpProxy');
  for (const name of URL_OPTIONS) checkUrl(options[name], name);
  const { version, refreshFn } = options;
  if (version && !/^\d+\.\d+$/.test(String(version))) {
    throw invalid(`"version" must be an API version such as "60.0", not ${JSON.stringify(version)}`);
  }
  if (refreshFn && typeof refreshFn !== 'function') throw invalid('"refreshFn" must be a function');
  refuseAjaxProxy(options.proxyUrl, 'proxyUrl');
}

function checkOAuth2(oauth2: Record<string, unknown>): void {
  checkText(proxyText(oauth2.httpProxy), 'oauth2.httpProxy');
  for (const name of ['clientId', 'clientSecret', 'redirectUri']) {
    checkText(oauth2[name], `oauth2.${name}`);
  }
  for (const name of OAUTH2_URL_OPTIONS) checkUrl(oauth2[name], `oauth2.${name}`);
  refuseAjaxProxy(oauth2.proxyUrl, 'oauth2.proxyUrl');
}

function checkText(value: unknown, name: string): void {
  if (value === undefined || value === null || typeof value === 'string') return;
  const hint = isRecord(value) && 'value' in value ? '. Pass the "value" of the secret, not the secret' : '';
  throw invalid(`"${name}" must be a string, not ${Array.isArray(value) ? 'array' : typeof value}${hint}`);
}

function checkUrl(value: unknown, name: string): void {
  checkText(value, name);
  if (!value) return;
  const text = String(value);
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isSafe = url?.protocol === 'https:' || (url?.protocol === 'http:' && isLoopback(url.hostname));
  const isBare = !url?.username && !url?.password && !/[?#]/.test(text);
  if (isSafe && isBare) return;
  const reason = isSafe
    ? ' (jsforce appends paths to it, so it has no user name, no query and no hash)'
    : url?.protocol === 'http:'
      ? ' (over http, the token could be read on the way)'
      : '';
  throw invalid(
    `"${name}" must be an https URL such as "${DEFAULT_LOGIN_URL}", not ${redactText(JSON.stringify(text))}${reason}`,
  );
}

/**
 * Refuses an AJAX proxy. Every request with its token would go to the proxy's host, and the whitelist would not see the host that is really
 * called.
 */
function refuseAjaxProxy(value: unknown, name: string): void {
  if (!value) return;
  throw invalid(
    `"${name}" names an AJAX proxy, which is for browsers. For an HTTP proxy pass "httpProxy", or set HTTPS_PROXY`,
  );
}

function withoutNull(options: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(options).filter(([, value]) => value !== null && value !== undefined),
  );
}

/**
 * Removes a refresh token that jsforce cannot use, and returns a warning about it. Otherwise jsforce would refuse the options. LivePerson's
 * own sample passes such a token (docs/platform.md, "Salesforce").
 */
function setRefreshTokenAside(
  config: Record<string, unknown>,
  oauth2: Record<string, unknown>,
): string | undefined {
  if (!config.refreshToken || config.refreshFn || oauth2.clientId) return undefined;
  delete config.refreshToken;
  return (
    '"refreshToken" is set aside, because nothing here can use it: the session ends with its access token. ' +
    'Pass oauth2: { clientId, clientSecret, redirectUri } of the connected app that issued it, or refreshFn.'
  );
}

/**
 * Sets `loginUrl` and `instanceUrl`, and returns a warning when requests would go to a host without data. jsforce
 * appends paths to both URLs, so neither may end in a slash.
 */
function fillUrls(config: Record<string, unknown>, oauth2: Record<string, unknown>): string | undefined {
  const loginUrl = withoutSlash(config.loginUrl || oauth2.loginUrl || DEFAULT_LOGIN_URL);
  config.loginUrl = loginUrl;
  if (config.instanceUrl) {
    config.instanceUrl = withoutSlash(config.instanceUrl);
    return undefined;
  }
  if (config.serverUrl || !(config.accessToken || config.sessionId || config.refreshToken)) return undefined;
  config.instanceUrl = loginUrl;
  if (!SHARED_LOGIN_HOSTS.has(new URL(loginUrl).hostname) || config.refreshToken) return undefined;
  return (
    `"instanceUrl" is missing, so requests go to ${loginUrl}, which holds no data: ` +
    'pass the "instance_url" that came with the token.'
  );
}

function withoutSlash(url: unknown): string {
  const text = String(url);
  let end = text.length;
  while (text[end - 1] === '/') end -= 1;
  return text.slice(0, end);
}

function invalid(reason: string): ToolbeltError {
  return new ToolbeltError(ErrorCodes.Toolbelt.INVALID_ARGUMENT, `SFClient: ${reason}.`);
}
