import { describe, expect, it } from 'vitest';
import type { ProxyEnvironment } from '../../../src/config/env';
import { ErrorCodes, ToolbeltError } from '../../../src/errors';
import { parseProxy, resolveProxy, unsupportedNoProxyEntries } from '../../../src/http/rules/proxy';

const PROXY = 'http://proxy.local:3128';

function proxyFor(url: string, environment: ProxyEnvironment): string | undefined {
  return resolveProxy(new URL(url), environment)?.host;
}

function errorOf(action: () => unknown): ToolbeltError {
  try {
    action();
  } catch (error) {
    if (error instanceof ToolbeltError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

describe('resolveProxy: which variable', () => {
  const https = 'http://https-proxy:1';
  const http = 'http://http-proxy:2';

  it.each([
    {
      name: 'https target, both',
      url: 'https://a.io',
      env: { httpsProxy: https, httpProxy: http },
      host: 'https-proxy:1',
    },
    {
      name: 'http target, both',
      url: 'http://a.io',
      env: { httpsProxy: https, httpProxy: http },
      host: 'http-proxy:2',
    },
    {
      name: 'https target falls back to HTTP_PROXY',
      url: 'https://a.io',
      env: { httpProxy: http },
      host: 'http-proxy:2',
    },
    {
      name: 'empty HTTPS_PROXY counts as not set',
      url: 'https://a.io',
      env: { httpsProxy: ' ', httpProxy: http },
      host: 'http-proxy:2',
    },
    {
      name: 'http target does not use HTTPS_PROXY',
      url: 'http://a.io',
      env: { httpsProxy: https },
      host: undefined,
    },
    { name: 'empty HTTP_PROXY', url: 'http://a.io', env: { httpProxy: '' }, host: undefined },
    { name: 'nothing set', url: 'https://a.io', env: {}, host: undefined },
    {
      name: 'value without a scheme',
      url: 'https://a.io',
      env: { httpsProxy: 'proxy.local:3128' },
      host: 'proxy.local:3128',
    },
  ])('$name', ({ url, env, host }) => {
    expect(proxyFor(url, env)).toBe(host);
  });

  it.each([
    { name: 'HTTPS_PROXY', env: { httpsProxy: 'socks5://user:hunter2@proxy:1080' } },
    { name: 'HTTP_PROXY', env: { httpProxy: 'socks5://user:hunter2@proxy:1080' } },
  ])('names $name when it holds no proxy', ({ name, env }) => {
    const error = errorOf(() => resolveProxy(new URL('https://a.io'), env));
    expect(error.message).toContain(name);
    expect(error.message).not.toContain('hunter2');
  });

  it('does not look at the proxy of a target that is reached directly', () => {
    expect(proxyFor('https://a.io', { httpsProxy: 'socks5://proxy', noProxy: 'a.io' })).toBeUndefined();
  });
});

describe('resolveProxy: loopback', () => {
  it.each([
    { name: 'localhost', url: 'http://localhost:3000', direct: true },
    { name: 'localhost in capitals with a dot', url: 'https://LOCALHOST./', direct: true },
    { name: 'below localhost', url: 'https://api.localhost', direct: true },
    { name: '127.0.0.1', url: 'http://127.0.0.1:8080', direct: true },
    { name: 'the rest of 127.0.0.0/8', url: 'http://127.255.0.3', direct: true },
    { name: '127.0.0.1 in another spelling', url: 'http://0x7f.1', direct: true },
    { name: '::1', url: 'http://[0:0:0:0:0:0:0:1]:8080', direct: true },
    { name: 'IPv4 loopback mapped to IPv6', url: 'http://[::ffff:127.0.0.1]', direct: true },
    { name: 'another IPv4 mapped to IPv6', url: 'http://[::ffff:128.0.0.1]', direct: false },
    { name: 'a short group that only starts with 7f', url: 'http://[::ffff:7f:1]', direct: false },
    { name: 'a name that ends with localhost', url: 'http://notlocalhost', direct: false },
    { name: 'a name below 127.', url: 'http://127.example.com', direct: false },
    { name: '128.0.0.1', url: 'http://128.0.0.1', direct: false },
    { name: '::2', url: 'http://[::2]', direct: false },
  ])('$name ($url): direct is $direct', ({ url, direct }) => {
    const host = proxyFor(url, { httpProxy: PROXY });
    expect(host).toBe(direct ? undefined : 'proxy.local:3128');
  });
});

// The table of NO_PROXY. `x`, `.x` and `*.x` all stand for x and every host below it: so do request 2.88 (our contract)
// and curl read the first two; neither knows `*.x`. undici 6.28 is narrower: `x` is that host alone, `.x` and `*.x` leave
// x out. Ports are exact, addresses too, `*` is everything, also in a list (undici), and the rest is ignored.
const NO_PROXY = [
  { name: 'not set', noProxy: undefined, url: 'https://example.com', direct: false },
  { name: 'empty', noProxy: '', url: 'https://example.com', direct: false },
  { name: 'only separators', noProxy: ' , ,', url: 'https://example.com', direct: false },
  { name: 'x: x', noProxy: 'example.com', url: 'https://example.com', direct: true },
  { name: 'x: below x', noProxy: 'example.com', url: 'https://a.b.example.com', direct: true },
  { name: 'x: ends alike', noProxy: 'example.com', url: 'https://notexample.com', direct: false },
  { name: 'x: starts alike', noProxy: 'example.com', url: 'https://example.com.evil.net', direct: false },
  { name: 'x: parent', noProxy: 'a.example.com', url: 'https://example.com', direct: false },
  { name: '.x: x', noProxy: '.example.com', url: 'https://example.com', direct: true },
  { name: '.x: below x', noProxy: '.example.com', url: 'https://a.b.example.com', direct: true },
  { name: '.x: ends alike', noProxy: '.example.com', url: 'https://notexample.com', direct: false },
  { name: '*.x: x', noProxy: '*.example.com', url: 'https://example.com', direct: true },
  { name: '*.x: below x', noProxy: '*.example.com', url: 'https://a.b.example.com', direct: true },
  { name: '*.x: ends alike', noProxy: '*.example.com', url: 'https://notexample.com', direct: false },
  { name: '* alone', noProxy: '*', url: 'https://example.com', direct: true },
  { name: '* in a list', noProxy: 'a.io, *', url: 'https://example.com', direct: true },
  { name: '* on its port', noProxy: '*:8080', url: 'https://example.com:8080', direct: true },
  { name: '* on another port', noProxy: '*:8080', url: 'https://example.com', direct: false },
  { name: 'inner wildcard is ignored', noProxy: 'a.*.com', url: 'https://a.b.com', direct: false },
  {
    name: 'wildcard within a label is ignored',
    noProxy: '*example.com',
    url: 'https://example.com',
    direct: false,
  },
  { name: 'single label', noProxy: 'intranet', url: 'http://intranet', direct: true },
  { name: 'entry in capitals', noProxy: 'EXAMPLE.com', url: 'https://example.com', direct: true },
  { name: 'host in capitals', noProxy: 'example.com', url: 'https://EXAMPLE.COM', direct: true },
  { name: 'entry with a trailing dot', noProxy: 'example.com.', url: 'https://example.com', direct: true },
  { name: 'host with a trailing dot', noProxy: 'example.com', url: 'https://a.example.com.', direct: true },
  { name: 'IDN entry', noProxy: 'bücher.example', url: 'https://a.bücher.example', direct: true },
  { name: 'port: same', noProxy: 'example.com:8443', url: 'https://example.com:8443', direct: true },
  { name: 'port: below x', noProxy: '.example.com:8443', url: 'https://a.example.com:8443', direct: true },
  { name: 'port: other', noProxy: 'example.com:8443', url: 'https://example.com:9443', direct: false },
  { name: 'port: default of https', noProxy: 'example.com:443', url: 'https://example.com', direct: true },
  { name: 'port: default of http', noProxy: 'example.com:80', url: 'http://example.com', direct: true },
  {
    name: 'port: default of the other scheme',
    noProxy: 'example.com:80',
    url: 'https://example.com',
    direct: false,
  },
  { name: 'port: none in the entry', noProxy: 'example.com', url: 'https://example.com:8443', direct: true },
  {
    name: 'port: no number is ignored',
    noProxy: 'example.com:https',
    url: 'https://example.com',
    direct: false,
  },
  { name: 'IPv4', noProxy: '10.0.0.1', url: 'http://10.0.0.1', direct: true },
  { name: 'IPv4: no suffix', noProxy: '0.0.0.1', url: 'http://10.0.0.0.1.example', direct: false },
  { name: 'IPv4: no part of another', noProxy: '.0.0.1', url: 'http://10.0.0.1', direct: false },
  { name: 'IPv4 with its port', noProxy: '10.0.0.1:8080', url: 'http://10.0.0.1:8080', direct: true },
  { name: 'IPv4 with another port', noProxy: '10.0.0.1:8080', url: 'http://10.0.0.1', direct: false },
  { name: 'IPv6 bare', noProxy: '2001:db8::1', url: 'http://[2001:db8::1]:8080', direct: true },
  { name: 'IPv6 in brackets', noProxy: '[2001:db8::1]', url: 'http://[2001:db8::1]', direct: true },
  { name: 'IPv6 in another spelling', noProxy: '2001:DB8:0::1', url: 'http://[2001:db8::1]', direct: true },
  {
    name: 'IPv6 with its port',
    noProxy: '[2001:db8::1]:8080',
    url: 'http://[2001:db8::1]:8080',
    direct: true,
  },
  {
    name: 'IPv6 with another port',
    noProxy: '[2001:db8::1]:8080',
    url: 'http://[2001:db8::1]',
    direct: false,
  },
  {
    name: 'IPv6: last group is no port',
    noProxy: '2001:db8::1:80',
    url: 'http://[2001:db8::1]',
    direct: false,
  },
  { name: 'CIDR is ignored', noProxy: '10.0.0.0/8', url: 'http://10.0.0.1', direct: false },
  { name: 'URL is ignored', noProxy: 'https://example.com', url: 'https://example.com', direct: false },
  { name: 'list with commas', noProxy: 'a.io,example.com,b.io', url: 'https://example.com', direct: true },
  { name: 'list with spaces', noProxy: 'a.io  example.com\tb.io', url: 'https://example.com', direct: true },
  { name: 'list with both', noProxy: ' a.io , example.com ,', url: 'https://example.com', direct: true },
  { name: 'list without it', noProxy: 'a.io, b.io', url: 'https://example.com', direct: false },
  {
    name: 'list with an ignored entry',
    noProxy: '10.0.0.0/8,example.com',
    url: 'https://example.com',
    direct: true,
  },
];

describe('resolveProxy: NO_PROXY', () => {
  it.each(NO_PROXY)('$name: $noProxy, $url -> direct is $direct', ({ noProxy, url, direct }) => {
    const host = proxyFor(url, { httpProxy: PROXY, noProxy });
    expect(host).toBe(direct ? undefined : 'proxy.local:3128');
  });

  it('follows a value that changes between calls', () => {
    const values = ['example.com', 'example.org', 'example.com'];
    const direct = values.map(
      (noProxy) => proxyFor('http://example.com', { httpProxy: PROXY, noProxy }) === undefined,
    );
    expect(direct).toEqual([true, false, true]);
  });

  it('names the entries that it ignores', () => {
    const noProxy = '10.0.0.0/8, example.com a.*.com http://a.io,*.b.io,::1,user@a.io,a.io:https,*';
    expect(unsupportedNoProxyEntries(noProxy)).toEqual([
      '10.0.0.0/8',
      'a.*.com',
      'http://a.io',
      'user@a.io',
      'a.io:https',
    ]);
    expect(unsupportedNoProxyEntries('')).toEqual([]);
  });

  it('hands out a list that the caller may change', () => {
    unsupportedNoProxyEntries('10.0.0.0/8').pop();
    expect(unsupportedNoProxyEntries('10.0.0.0/8')).toEqual(['10.0.0.0/8']);
  });
});

describe('parseProxy', () => {
  it.each([
    { name: 'http', value: 'http://proxy.local:3128', href: 'http://proxy.local:3128/' },
    { name: 'https', value: 'https://proxy.local', href: 'https://proxy.local/' },
    { name: 'a scheme in capitals', value: 'HTTP://proxy.local:3128', href: 'http://proxy.local:3128/' },
    { name: 'no scheme', value: 'proxy.local:3128', href: 'http://proxy.local:3128/' },
    { name: 'no scheme and no port', value: 'proxy.local', href: 'http://proxy.local/' },
    { name: 'localhost without a scheme', value: 'localhost:3128', href: 'http://localhost:3128/' },
    { name: 'IPv6 without a scheme', value: '[::1]:3128', href: 'http://[::1]:3128/' },
    { name: 'white space around it', value: ' proxy.local:3128\n', href: 'http://proxy.local:3128/' },
    { name: 'an unescaped @', value: 'http://user:p@ss@proxy:3128', href: 'http://user:p%40ss@proxy:3128/' },
  ])('takes $name', ({ value, href }) => {
    expect(parseProxy(value, 'HTTP_PROXY').href).toBe(href);
  });

  it('takes credentials without a scheme', () => {
    const url = parseProxy('user:p%40ss@proxy:3128', 'HTTP_PROXY');
    expect([url.protocol, url.username, url.password, url.host]).toEqual([
      'http:',
      'user',
      'p%40ss',
      'proxy:3128',
    ]);
  });

  it.each([
    {
      name: 'another scheme',
      value: 'socks5://user:hunter2@proxy:1080',
      shown: 'socks5://[redacted]@proxy:1080',
    },
    { name: 'a port that is none', value: 'user:hunter2@proxy:port', shown: '[redacted]@proxy:port' },
    {
      name: 'a slash in the password',
      value: 'http://user:hun/ter2@proxy:1',
      shown: 'http://[redacted]@proxy:1',
    },
    { name: 'a password with @', value: 'ftp://user:hunter2@hunter2@proxy', shown: 'ftp://[redacted]@proxy' },
    { name: 'a space', value: 'http://pro xy', shown: 'http://pro xy' },
    { name: 'a scheme without slashes', value: 'http:proxy', shown: 'http:proxy' },
    { name: 'no host', value: 'http://', shown: 'http://' },
    { name: 'nothing', value: '', shown: '' },
  ])('refuses $name, names the source and shows no password', ({ value, shown }) => {
    const error = errorOf(() => parseProxy(value, 'the "proxy" option'));
    expect(error.code).toBe(ErrorCodes.Toolbelt.INVALID_CONFIGURATION);
    expect(error.message).toContain(`the "proxy" option: "${shown}" is not a proxy: write a URL such as`);
    expect(error.cause).toBeUndefined();
  });
});
