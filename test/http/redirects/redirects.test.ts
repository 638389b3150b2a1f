import { describe, expect, it, vi } from 'vitest';
import type { HttpLog } from '../../../src/http/http-log';
import {
  connectionFor,
  dropCredentials,
  isCalledHost,
  refererFor,
} from '../../../src/http/redirects/redirect-credentials';
import { agrees, checkRedirects, nextHop, shouldFollow } from '../../../src/http/redirects/redirects';
import { HeaderMap } from '../../../src/http/request/header-map';
import type { HttpRequestOptions } from '../../../src/http/request/options';
import type { PreparedRequest } from '../../../src/http/request/request-options';
import type { HttpResponse } from '../../../src/http/response/types';

function answer(statusCode: number, location?: string): HttpResponse {
  return { statusCode, headers: { location } } as unknown as HttpResponse;
}

describe('a redirect is followed', () => {
  it.each<[number, string | undefined, string, HttpRequestOptions, boolean]>([
    [299, '/', 'GET', {}, false],
    [300, '/', 'GET', {}, true],
    [302, '/', 'HEAD', {}, true],
    [399, '/', 'GET', {}, true],
    [400, '/', 'GET', {}, false],
    [302, undefined, 'GET', {}, false],
    [302, '', 'GET', {}, false],
    [302, '/', 'GET', { followRedirect: false }, false],
    [302, '/', 'GET', { followRedirect: false, followAllRedirects: true }, true],
    ...['PATCH', 'PUT', 'POST', 'DELETE'].flatMap(
      (method): [number, string, string, HttpRequestOptions, boolean][] => [
        [302, '/', method, {}, false],
        [302, '/', method, { followAllRedirects: true }, true],
        [302, '/', method.toLowerCase(), {}, true],
      ],
    ),
    [302, '/', 'GET', { followRedirect: () => true }, true],
    [302, '/', 'GET', { followRedirect: () => false }, false],
    [302, '/', 'POST', { followRedirect: () => true }, false],
    [302, '/', 'POST', { followRedirect: () => false, followAllRedirects: true }, false],
  ])('of %i to %s with %s and %j: %s', (status, location, method, options, expected) => {
    expect(shouldFollow(options, method, answer(status, location))).toBe(expected);
  });

  it('if a function of the call agrees', () => {
    const followRedirect = vi.fn(() => 1 as never);
    const response = answer(302, '/');
    expect(agrees({ followRedirect }, response)).toBe(true);
    expect(followRedirect.mock.calls).toEqual([[response]]);
    expect(agrees({ followRedirect: false }, response)).toBe(true);
  });

  it.each<[unknown, number, boolean]>([
    [undefined, 9, true],
    [undefined, 10, false],
    [0, 0, false],
    [2, 1, true],
    [2, 2, false],
    [null, 0, false],
    ['none', 1_000, true],
  ])('with maxRedirects %s after %i others: %s', (maxRedirects, count, allowed) => {
    const check = () =>
      checkRedirects({ maxRedirects } as HttpRequestOptions, count, new URL('http://api.example.com/a'), []);
    if (allowed) expect(check).not.toThrow();
    else {
      expect(check).toThrow(
        new Error('Exceeded maxRedirects. Probably stuck in a redirect loop http://api.example.com/a'),
      );
    }
  });

  it('without the credentials of the call in the message that it is one too many', () => {
    const url = new URL('http://api.example.com/?x=planted1&token=y');
    const sent = [{ headers: { 'x-api-key': 'planted1' } }];
    expect(() => checkRedirects({ maxRedirects: 0 }, 0, url, sent)).toThrow(
      /^Exceeded (?!.*planted1).*&token=\[redacted\]$/,
    );
  });
});

describe('the hop after a redirect', () => {
  const from = 'https://user:word@api.example.com/a?b=c';

  function hopAfter(
    statusCode: number,
    { location = '/d', method = 'POST', ...options }: HttpRequestOptions & { location?: string } = {},
  ) {
    const stayedBehind = vi.fn();
    const names = ['Host', 'Content-Type', 'Content-Length', 'Accept', 'X-Trace', 'Authorization'];
    const headers = new HeaderMap(names.map((name) => [name, `${name} of the call`]));
    const current = { method, url: new URL(from), headers, keepsBody: true };
    const log = { stayedBehind } as unknown as HttpLog;
    const next = nextHop(log, options, current, answer(statusCode, location), 0, []);
    expect([...headers].map(([name]) => name)).toEqual(names);
    return { ...next, href: next.url.href, names: [...next.headers].map(([name]) => name), stayedBehind };
  }

  const WITHOUT_BODY = ['Accept', 'X-Trace', 'Authorization', 'referer'];
  const ALL = ['Host', 'Content-Type', 'Content-Length', ...WITHOUT_BODY];

  it.each<[number, HttpRequestOptions, string, boolean]>([
    [302, {}, 'POST', false],
    [302, { followAllRedirects: true }, 'GET', false],
    [302, { followAllRedirects: true, followOriginalHttpMethod: true }, 'POST', false],
    [302, { followAllRedirects: true, method: 'HEAD' }, 'HEAD', false],
    [307, { followAllRedirects: true }, 'POST', true],
    [308, { followAllRedirects: true }, 'GET', false],
  ])('of %i with %j is a %s, with the body: %s', (status, options, method, keepsBody) => {
    const next = hopAfter(status, options);
    expect([next.method, next.keepsBody, next.href]).toEqual([
      method,
      keepsBody,
      'https://user:word@api.example.com/d',
    ]);
    expect(next.names).toEqual(keepsBody ? ALL : WITHOUT_BODY);
  });

  it('names the URL before it, unless the call wants none', () => {
    expect(hopAfter(302).headers.get('referer')).toBe('https://api.example.com/a?b=c');
    expect(hopAfter(302, { removeRefererHeader: true }).names).not.toContain('referer');
  });

  it('to another host has only harmless headers, and the log hears of the others', () => {
    const next = hopAfter(307, { location: 'https://other.example.com/d', redirectHeaders: ['x-TRACE'] });
    expect(next.names).toEqual(['Content-Type', 'Content-Length', 'Accept', 'X-Trace', 'referer']);
    expect(next.headers.get('referer')).toBe('https://api.example.com/');
    expect(next.stayedBehind.mock.calls).toEqual([[['Host', 'Authorization'], new URL(from), next.url]]);
  });

  it('to the same host leaves nothing behind', () => {
    const next = hopAfter(307, { location: 'https://api.example.com:8443/d' });
    expect(next.stayedBehind.mock.calls).toEqual([[[], new URL(from), next.url]]);
  });

  it('never leaves TLS', () => {
    const error = new Error(
      'Redirect from https://api.example.com to http://api.example.com:81 refused: it would leave TLS. ' +
        'Call the http URL itself if that is what you want.',
    );
    expect(() => hopAfter(302, { location: 'http://api.example.com:81/' })).toThrow(
      Object.assign(error, { code: 'ERR_INSECURE_REDIRECT' }),
    );
  });

  it('may be one of http after http', () => {
    const log = { stayedBehind() {} } as unknown as HttpLog;
    const state = {
      method: 'GET',
      url: new URL('http://a.example.com/'),
      headers: new HeaderMap(),
      keepsBody: true,
    };
    expect(nextHop(log, {}, state, answer(302, 'http://b.example.com/'), 0, []).url.host).toBe(
      'b.example.com',
    );
    expect(() => nextHop(log, {}, state, answer(302, '/'), 10, [])).toThrow('Exceeded maxRedirects.');
  });
});

describe('credentials', () => {
  const [from, to] = [new URL('https://api.example.com/a?b'), new URL('https://other.example.com/')];

  // A header that is added here must never be a credential.
  const HARMLESS =
    'accept accept-charset accept-encoding accept-language b3 cache-control connection content-disposition ' +
    'content-encoding content-language content-length content-md5 content-type date dnt expect if-match ' +
    'if-modified-since if-none-match if-range if-unmodified-since keep-alive lp-url max-forwards origin pragma prefer ' +
    'proxy-authorization range te traceparent tracestate trailer transfer-encoding user-agent x-amzn-trace-id x-b3-flags ' +
    'x-b3-parentspanid x-b3-sampled x-b3-spanid x-b3-traceid x-cloud-trace-context x-correlation-id x-request-id ' +
    'x-requested-with';

  it('are all headers but the harmless ones', () => {
    const harmless = HARMLESS.split(' ');
    const secret = ['Authorization', 'Cookie', 'X-Api-Key', 'Host', 'Referer', ''];
    const headers = new HeaderMap([...harmless, ...secret].map((name) => [name.toUpperCase(), 'x']));
    expect(dropCredentials(headers, { from, to }, {})).toEqual(secret.map((name) => name.toUpperCase()));
    expect([...headers].map(([name]) => name.toLowerCase())).toEqual(harmless);
  });

  it('of the referer are the path and the user info', () => {
    const withUser = new URL('https://user:word@api.example.com/a?b');
    expect(refererFor(withUser, from)).toBe('https://api.example.com/a?b');
    expect(refererFor(withUser, to)).toBe('https://api.example.com/');
  });

  it('of the connection stay with the host that was called', () => {
    const tls = { cert: 'c', key: 'k', pfx: 'p', passphrase: 'w', ca: 'a', rejectUnauthorized: false };
    const agentOptions = { ...tls, secureContext: 's', servername: 'n', family: 6 };
    const connection = { tls, agentOptions, timeoutMs: 5 };
    const request = { url: from, connection } as unknown as PreparedRequest;
    expect([isCalledHost(request, from), isCalledHost(request, to)]).toEqual([true, false]);
    expect(connectionFor(request, from)).toBe(connection);
    const kept = { ca: 'a', rejectUnauthorized: false };
    expect(connectionFor(request, to)).toEqual({
      tls: kept,
      agentOptions: { ...kept, family: 6 },
      timeoutMs: 5,
    });
    const alone = { ...request, connection: { tls: { cert: 'c' }, timeoutMs: 0 } } as PreparedRequest;
    expect(connectionFor(alone, to)).toEqual({ tls: undefined, agentOptions: undefined, timeoutMs: 0 });
  });
});
