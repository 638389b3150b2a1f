import { PassThrough, Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import { describe, expect, it, vi } from 'vitest';
import type { HttpCore } from '../../../src/http/http-core';
import { type FollowedCall, follow } from '../../../src/http/redirects/follow';
import type { Authorizer } from '../../../src/http/request/auth';
import { HeaderMap } from '../../../src/http/request/header-map';
import type { HttpRequestOptions } from '../../../src/http/request/options';
import type { PreparedRequest } from '../../../src/http/request/request-options';
import { Cancellation } from '../../../src/http/wire/cancellation';
import type { Hop, HopResponse, WireBody } from '../../../src/http/wire/message';
import { failureOf } from '../../helpers/failure-of';

interface Answer {
  status?: number;
  headers?: Record<string, string | string[]>;
  body?: string | Buffer;
}

interface Given extends Partial<Omit<PreparedRequest, 'headers' | 'body' | 'url'>> {
  url?: string;
  headers?: Record<string, string>;
  body?: WireBody;
  options?: HttpRequestOptions;
  answers?: Answer[];
  /** Set when the hops leave, and are not answered by the admission. */
  proxy?: string | undefined;
}

/** Follows a call whose hops are answered at the admission, or right after it. Nothing is sent. */
function followed({ options = {}, answers = [{}], proxy, headers = {}, body, url, ...rest }: Given = {}) {
  const hops: Hop[] = [];
  const streams: Readable[] = [];
  const left = [...answers];
  const answer = (): HopResponse => {
    const { status = 200, headers: given = {}, body: content = 'body' } = left.shift() ?? {};
    const stream = new PassThrough();
    stream.end(content);
    streams.push(stream);
    return {
      statusCode: status,
      statusMessage: '',
      httpVersion: '1.1',
      headers: given,
      rawHeaders: [],
      stream,
    };
  };
  const log = { stayedBehind: vi.fn(), sentInClear: vi.fn() };
  const conclude = vi.fn(async (attempt: Promise<unknown>) => {
    await failureOf(attempt);
    return answer();
  });
  const route = vi.fn(() => {
    throw new Error('nothing is sent');
  });
  const admit = async (hop: Hop) => {
    hops.push(hop);
    if (proxy === undefined) return { refusal: answer() };
    return { proxy: proxy === '' ? undefined : new URL(proxy), trace: undefined, sent: undefined, conclude };
  };
  const request = {
    ...{
      method: 'GET',
      url: new URL(url ?? 'https://user:word@api.example.com/a'),
      headers: new HeaderMap(Object.entries(headers)),
    },
    ...{
      body: Promise.resolve(body),
      authorizer: undefined,
      jar: undefined,
      maxResponseBytes: 1,
      connection: { timeoutMs: 7 },
    },
    ...rest,
  } as PreparedRequest;
  const onRedirect = vi.fn();
  const call: FollowedCall = {
    ...{ request, options, signal: new Cancellation(), sent: [], shownBody: () => 'shown', onRedirect },
    ...{ onRequest() {}, onSocket() {} },
  };
  const response = follow({ admission: { admit }, agents: { route }, log } as unknown as HttpCore, call);
  return { response, hops, streams, call, log, request, conclude, route, onRedirect };
}

const REDIRECT = { status: 302, headers: { location: '/b' } };
const OUT = { status: 302, headers: { location: 'https://other.example.com/b' } };
const CHALLENGE = { status: 401, headers: { 'www-authenticate': 'Basic' } };

/** Signs as a client of the library does. */
function authorizerWith(extras: Partial<Authorizer> = {}): Authorizer {
  return { authorize: ({ headers }) => headers.set('authorization', 'signed'), ...extras };
}

describe('a hop', () => {
  it('has what the call says, and nothing of the user info', async () => {
    const { response, hops, call, request } = followed({ method: 'POST', headers: { A: 'b' }, body: 'c' });
    const { statusCode, answeredRequest, request: summary } = await response;
    const { onRequest, onSocket, signal } = call;
    const url = new URL('https://api.example.com/a');
    const nothing = { tls: undefined, agentOptions: undefined, tunnel: undefined, maxHeaderSize: undefined };
    expect(hops).toEqual([
      {
        ...{ method: 'POST', url, headers: { A: 'b' }, body: 'c', signal, onRequest, onSocket, timeoutMs: 7 },
        ...{ ...nothing, proxy: undefined, admission: undefined, allows: undefined, sent: [{ A: 'b' }] },
      },
    ]);
    expect(call.sent).toEqual([{ url, headers: { A: 'b' }, body: 'c' }]);
    expect(request.headers.toObject()).toEqual({ A: 'b' });
    expect([statusCode, answeredRequest.method, answeredRequest.host]).toEqual([
      200,
      'POST',
      'api.example.com',
    ]);
    expect([summary.method, summary.headers, summary.body]).toEqual(['POST', { A: 'b' }, 'shown']);
    expect(summary.uri.href).toBe('https://user:word@api.example.com/a');
  });

  it.each<[Given, number | string | undefined]>([
    [{ method: 'GET' }, undefined],
    [{ method: 'POST' }, 0],
    [{ method: 'POST', body: '' }, undefined],
    [{ method: 'POST', authorizer: authorizerWith({ isWaiting: true }) }, undefined],
    [{ method: 'POST', authorizer: authorizerWith({ isWaiting: false }) }, 0],
    [{ method: 'POST', headers: { 'content-length': '5', 'transfer-encoding': 'chunked' } }, undefined],
    [{ method: 'POST', body: 'a', headers: { 'content-length': '5' } }, '5'],
  ])('of %j has the length %s', async (given, length) => {
    const { hops, response } = followed(given);
    await response;
    expect(hops[0]?.headers['content-length']).toBe(length);
  });

  it.each([
    [true, 'unpacked'],
    [false, undefined],
  ])('is decoded with gzip %s', async (gzip, body) => {
    const answers = [{ headers: { 'content-encoding': 'gzip' }, body: gzipSync('unpacked') }];
    const { content } = await followed({ options: { gzip }, answers }).response;
    if (body === undefined) expect(await text(content)).not.toBe('unpacked');
    else expect(await text(content)).toBe(body);
  });

  it('leaves through its proxy, whose credentials are among what was sent', async () => {
    const { response, call, conclude, route } = followed({ proxy: 'http://a:b@proxy.example.com' });
    await response;
    expect(call.sent[1]).toEqual({
      url: new URL('http://a:b@proxy.example.com'),
      headers: { 'proxy-authorization': 'Basic YTpi' },
      body: undefined,
    });
    expect([conclude.mock.calls.length, route.mock.calls.length]).toEqual([1, 1]);
    const direct = followed({ proxy: '' });
    await direct.response;
    expect(direct.call.sent).toHaveLength(1);
  });

  it.each([
    [false, 'https://api.example.com/', 1],
    [true, 'https://api.example.com/', 0],
    [undefined, 'https://api.example.com/', 0],
    [false, 'http://api.example.com/', 0],
  ])('with tunnel %s to %s warns about a proxy that can read it: %i', async (tunnel, url, warnings) => {
    const { response, log } = followed({ url, proxy: 'http://proxy', connection: { timeoutMs: 0, tunnel } });
    await response;
    expect(log.sentInClear).toHaveBeenCalledTimes(warnings);
  });
});

describe('a signed hop', () => {
  it('may change its URL, its headers and its form, and not those of the call', async () => {
    const authorize = vi.fn<Authorizer['authorize']>((hop) => {
      hop.url.searchParams.set('signed', '1');
      hop.headers.set('x-signed', '1');
      hop.setForm(`${hop.form}&ä=1`);
    });
    const headers = { 'Content-Type': 'application/x-www-form-urlencoded; charset=utf-8' };
    const given = { method: 'POST', headers, body: 'a=1', authorizer: { authorize } };
    const { response, hops, call, request } = followed(given);
    expect((await response).request.body).toBe('a=1&ä=1');
    expect(hops[0]).toMatchObject({ body: 'a=1&ä=1', headers: { 'x-signed': '1', 'content-length': 8 } });
    expect(hops[0]?.url.href).toBe('https://api.example.com/a?signed=1');
    expect(call.sent[0]?.body).toBe('a=1&ä=1');
    expect([request.url.search, request.headers.toObject()]).toEqual(['', headers]);
    const [hop] = authorize.mock.lastCall ?? [];
    expect(hop?.body).toBe('a=1');
    expect(hop?.signal).toBeInstanceOf(AbortSignal);
  });

  it.each<[string, WireBody, string | undefined, WireBody]>([
    ['application/json', 'a=1', undefined, 'a=1'],
    ['application/x-www-form-urlencoded', Buffer.from('a=1'), undefined, Buffer.from('a=1')],
    ['text/plain; of=application/x-www-form-urlencoded', 'a=1', undefined, 'a=1'],
    ['application/x-www-form-urlencoded', new PassThrough(), undefined, undefined],
  ])('of %s is no form', async (type, body, form, shown) => {
    const authorize = vi.fn<Authorizer['authorize']>();
    await followed({ method: 'POST', headers: { 'content-type': type }, body, authorizer: { authorize } })
      .response;
    const [hop] = authorize.mock.lastCall ?? [];
    expect([hop?.form, hop?.body]).toEqual([form, shown]);
  });

  it('is one to the host that was called', async () => {
    const { response, hops } = followed({ authorizer: authorizerWith(), answers: [REDIRECT, OUT, {}] });
    await response;
    expect(hops.map(({ headers }) => headers.authorization)).toEqual(['signed', 'signed', undefined]);
  });
});

describe('cookies', () => {
  it.each([
    ['', undefined, undefined],
    ['a=1', undefined, 'a=1'],
    ['a=1', 'own=1', 'own=1; a=1'],
    ['', 'own=1', 'own=1'],
  ])('%j of the jar beside %s are sent as %s', async (jar, own, sent) => {
    const getCookieString = vi.fn(async () => jar);
    const headers = own === undefined ? {} : { Cookie: own };
    const { response, hops } = followed({ headers, jar: { getCookieString, setCookie() {} } });
    await response;
    expect(hops[0]?.headers.cookie ?? hops[0]?.headers.Cookie).toBe(sent);
    expect(getCookieString.mock.calls).toEqual([['https://api.example.com/a']]);
  });

  it('of each answer are kept, and the connection of one that cannot be kept is closed', async () => {
    const setCookie = vi.fn();
    const set = (value: string | string[]) => ({ 'set-cookie': value });
    const answers = [
      { ...REDIRECT, headers: { ...REDIRECT.headers, ...set('a=1') } },
      { headers: set(['b=1', 'c=1']) },
    ];
    await followed({ jar: { getCookieString: () => '', setCookie }, answers }).response;
    expect(setCookie.mock.calls).toEqual([
      ['a=1', 'https://api.example.com/a', { ignoreError: true }],
      ['b=1', 'https://api.example.com/b', { ignoreError: true }],
      ['c=1', 'https://api.example.com/b', { ignoreError: true }],
    ]);
    setCookie.mockRejectedValue(new Error('the store is gone'));
    const failing = followed({ jar: { getCookieString: () => '', setCookie }, answers });
    expect((await failureOf(failing.response)).message).toBe('the store is gone');
    expect(failing.streams[0]?.destroyed).toBe(true);
  });
});

describe('a redirect', () => {
  it('is followed, tells the call, and lets the connection be used again', async () => {
    const { response, hops, streams, onRedirect } = followed({ answers: [REDIRECT, {}] });
    expect((await response).statusCode).toBe(200);
    expect(hops.map(({ url }) => url.href)).toEqual([
      'https://api.example.com/a',
      'https://api.example.com/b',
    ]);
    expect(hops[1]?.headers.referer).toBe('https://api.example.com/a');
    expect(onRedirect).toHaveBeenCalledTimes(1);
    await vi.waitFor(() => expect(streams[0]?.readableEnded).toBe(true));
    expect(streams[1]?.readableFlowing).toBe(null);
  });

  it.each([
    [307, 'POST', 'body'],
    [302, 'GET', undefined],
  ])('of %i sends a %s with the body %s', async (status, method, body) => {
    const answers = [{ ...REDIRECT, status }, {}];
    const options = { followAllRedirects: true };
    const { response, hops } = followed({ method: 'POST', body: 'body', answers, options });
    await response;
    expect([hops[1]?.method, hops[1]?.body]).toEqual([method, body]);
  });

  it('cannot send a stream again', async () => {
    const options = { followAllRedirects: true };
    const body = Readable.from(['a']);
    const { response, hops } = followed({
      method: 'PUT',
      body,
      answers: [{ ...REDIRECT, status: 307 }],
      options,
    });
    const error = await failureOf(response);
    expect([error.message, error.code, hops.length]).toEqual([
      'The body is a stream and cannot be sent again to https://api.example.com: pass it as text or bytes.',
      'ERR_BODY_NOT_REPEATABLE',
      1,
    ]);
    const dropped = followed({ method: 'PUT', body: Readable.from(['a']), answers: [REDIRECT, {}], options });
    expect((await dropped.response).statusCode).toBe(200);
    expect(dropped.hops[1]?.body).toBeUndefined();
  });

  it('is one of ten at most', async () => {
    const { response, hops } = followed({ answers: new Array(20).fill(REDIRECT) });
    expect((await failureOf(response)).message).toMatch(/^Exceeded maxRedirects\./);
    expect(hops).toHaveLength(11);
  });
});

describe('a challenge', () => {
  const willing = (challenged = vi.fn(() => true)) => ({
    challenged,
    authorizer: authorizerWith({ challenged }),
  });

  it('is answered once, with the credentials', async () => {
    const { challenged, authorizer } = willing();
    const { response, hops, streams, onRedirect } = followed({ authorizer, answers: [CHALLENGE, CHALLENGE] });
    expect((await response).statusCode).toBe(401);
    expect(challenged.mock.calls).toEqual([[CHALLENGE.headers]]);
    expect(hops.map(({ headers }) => headers.referer)).toEqual([undefined, 'https://api.example.com/a']);
    await vi.waitFor(() => expect(streams[0]?.readableEnded).toBe(true));
    expect(onRedirect).not.toHaveBeenCalled();
  });

  it.each<[string, Given, number]>([
    ['with another status', { answers: [{ ...CHALLENGE, status: 403 }] }, 1],
    ['of another host', { answers: [OUT, CHALLENGE] }, 2],
    ['that followRedirect refuses', { answers: [CHALLENGE], options: { followRedirect: () => false } }, 1],
    ['without credentials', { answers: [CHALLENGE], authorizer: undefined }, 1],
    [
      'that the credentials do not fit',
      { answers: [CHALLENGE], authorizer: willing(vi.fn(() => false)).authorizer },
      1,
    ],
  ])('%s is not answered', async (_name, given, count) => {
    const { response, hops } = followed({ authorizer: willing().authorizer, ...given });
    await response;
    expect(hops).toHaveLength(count);
  });

  it('needs a body that can be sent again, and counts as a redirect', async () => {
    const { authorizer } = willing();
    const streamed = followed({ method: 'PUT', body: Readable.from([]), authorizer, answers: [CHALLENGE] });
    expect((await failureOf(streamed.response)).code).toBe('ERR_BODY_NOT_REPEATABLE');
    const one = followed({ authorizer, answers: [CHALLENGE], options: { maxRedirects: 0 } });
    expect((await failureOf(one.response)).message).toMatch(/^Exceeded maxRedirects\./);
    const two = followed({ authorizer, answers: [CHALLENGE, REDIRECT], options: { maxRedirects: 1 } });
    expect((await failureOf(two.response)).message).toMatch(/^Exceeded maxRedirects\./);
  });

  it('is answered without a referer, if the call wants none', async () => {
    const options = { removeRefererHeader: true };
    const { response, hops } = followed({
      authorizer: willing().authorizer,
      answers: [CHALLENGE, {}],
      options,
    });
    await response;
    expect(hops[1]?.headers.referer).toBeUndefined();
  });
});
