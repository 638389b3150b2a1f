import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { type Authorizer, authorizerFor, type SignableRequest } from '../../../src/http/request/auth';
import type { AuthOptions } from '../../../src/http/request/auth-options';
import { challengesOf, digest, strongestChallenge } from '../../../src/http/request/challenge';
import { HeaderMap } from '../../../src/http/request/header-map';

const url = new URL('https://api.example.com/a?b=c');

/** What the credentials write into a request. */
function headerOf(authorizer: Authorizer | undefined): unknown {
  const headers = new HeaderMap();
  void authorizer?.authorize({ method: 'GET', url, headers } as SignableRequest);
  return headers.get('authorization');
}

describe('credentials that are sent at once', () => {
  it.each<[AuthOptions, string]>([
    [{ user: 'a', pass: 'b' }, 'Basic YTpi'],
    [{ username: 'a', password: 'b', user: 'x', pass: 'y' }, 'Basic YTpi'],
    [{ user: 'a', sendImmediately: undefined }, 'Basic YTo='],
    [{ user: '', pass: '' }, 'Basic Og=='],
    [{ bearer: 'token', user: 'a' }, 'Bearer token'],
    [{ bearer: () => 'made' }, 'Bearer made'],
    [{ bearer: '' }, 'Bearer '],
    [{ bearer: () => undefined as never }, 'Bearer '],
  ])('%j', (auth, value) => {
    const authorizer = authorizerFor(auth, url);
    expect(authorizer?.known?.()).toBe(value);
    expect(authorizer?.isWaiting).toBe(false);
    expect(headerOf(authorizer)).toBe(value);
    expect(authorizer?.challenged?.({ 'www-authenticate': 'Basic' })).toBe(false);
  });

  it('are those of the URL without the option', () => {
    const of = (text: string) => authorizerFor(undefined, new URL(text));
    expect(of('https://api.example.com/')).toBeUndefined();
    expect(headerOf(of('https://a%3A:b@api.example.com/'))).toBe(`Basic ${btoa('a::b')}`);
    expect(headerOf(of('https://a@api.example.com/'))).toBe(`Basic ${btoa('a:')}`);
    expect(headerOf(of('https://:b@api.example.com/'))).toBe(`Basic ${btoa(':b')}`);
  });

  it.each([
    [{}, 'no auth mechanism defined'],
    [{ pass: 'b' }, 'no auth mechanism defined'],
    [{ username: undefined, user: 'a' }, 'no auth mechanism defined'],
    [{ user: 1 }, 'auth() received invalid user or password'],
    [{ user: 'a', pass: 1 }, 'auth() received invalid user or password'],
    [{ user: 'a', pass: 'b', password: null }, 'auth() received invalid user or password'],
  ])('are refused: %j', (auth, message) => {
    expect(() => authorizerFor(auth as AuthOptions, url)).toThrow(new Error(message));
  });
});

describe('credentials that wait for a challenge', () => {
  const wait = { sendImmediately: false };

  it.each<[AuthOptions, string, string | undefined]>([
    [{ user: 'a', pass: 'b', ...wait }, 'Basic realm="x"', 'Basic YTpi'],
    [{ user: 'a', pass: 'b', sendImmediately: null as never }, 'basic', 'Basic YTpi'],
    [{ user: 'a', pass: 'b', ...wait }, 'Negotiate', undefined],
    [{ bearer: 'token', ...wait }, 'bearer realm="x"', 'Bearer token'],
    [{ bearer: 'token', ...wait }, 'Basic realm="x", Bearer', 'Bearer token'],
    [{ bearer: 'token', ...wait }, 'Basic', undefined],
  ])('%j, challenged by %s', (auth, challenge, value) => {
    const authorizer = authorizerFor(auth, url);
    expect([authorizer?.isWaiting, authorizer?.known?.(), headerOf(authorizer)]).toEqual([
      true,
      undefined,
      undefined,
    ]);
    expect(authorizer?.challenged?.({})).toBe(false);
    expect(authorizer?.challenged?.({ 'www-authenticate': challenge })).toBe(value !== undefined);
    expect(headerOf(authorizer)).toBe(value);
    expect(authorizer?.isWaiting).toBe(value === undefined);
    expect(authorizer?.challenged?.({ 'www-authenticate': challenge })).toBe(false);
  });

  it('answer Digest', () => {
    const authorizer = authorizerFor({ user: 'a', pass: 'b', ...wait }, url);
    const challenge = 'Basic realm="x", Digest realm="r", nonce="n"';
    expect(authorizer?.challenged?.({ 'www-authenticate': challenge })).toBe(true);
    expect(headerOf(authorizer)).toMatch(/^Digest username="a", realm="r", nonce="n", uri="\/a\?b=c", /);
  });
});

it.each([
  ['', []],
  ['Basic', ['Basic']],
  ['Basic realm="a, Digest b", charset="x"', ['Basic realm="a, Digest b", charset="x"']],
  [
    'Basic realm="a", Digest realm="b", nonce="c" , Negotiate',
    ['Basic realm="a"', 'Digest realm="b", nonce="c" ', 'Negotiate'],
  ],
  ['realm="a", Basic', ['realm="a"', 'Basic']],
  ['Digest realm = "a", nonce = "b"', ['Digest realm = "a", nonce = "b"']],
])('the challenges of %j', (header, challenges) => {
  expect(challengesOf(header)).toEqual(challenges);
});

it.each([
  ['Basic a="1", Digest b="2"', 'Digest b="2"'],
  ['Digest b="2", Basic a="1"', 'Digest b="2"'],
  ['Digest a="1", algorithm=MD5, Digest a="2", algorithm=SHA-256', 'Digest a="2", algorithm=SHA-256'],
  ['Digest a="2", algorithm="sha-256-SESS", Digest a="1"', 'Digest a="2", algorithm="sha-256-SESS"'],
  ['Digest algorithm=SHA-256, Digest algorithm=SHA-512-256', 'Digest algorithm=SHA-512-256'],
  ['Digest a="1", Digest a="2"', 'Digest a="1"'],
  ['Digest algorithm=SHA-1, Basic a="1"', 'Basic a="1"'],
  ['Digest algorithm=SHA-1', undefined],
  ['Digestive, Basics, Negotiate', undefined],
])('the strongest challenge of %s', (header, challenge) => {
  expect(strongestChallenge(header)).toBe(challenge);
});

describe('the digest', () => {
  const fieldsOf = (value: string) =>
    Object.fromEntries(
      [...value.matchAll(/(\w+)=(?:"((?:[^"\\]|\\.)*)"|([^,]+))/g)].map(([, name, quoted, plain]) => [
        name,
        quoted ?? plain,
      ]),
    ) as Record<string, string>;

  // RFC 7616, section 3.9.1, has these challenges.
  it.each([
    ['MD5', 'md5', false],
    ['SHA-256', 'sha256', false],
    ['SHA-512-256', 'sha512-256', false],
    ['MD5-sess', 'md5', true],
    ['SHA-256-sess', 'sha256', true],
    ['unknown', 'md5', false],
    [undefined, 'md5', false],
  ])('with the algorithm %s', (algorithm, hashName, session) => {
    const hash = (text: string) => createHash(hashName).update(text).digest('hex');
    const challenge =
      `Digest realm="http-auth@example.org", qop="auth, auth-int", ${algorithm === undefined ? '' : `algorithm=${algorithm}, `}` +
      'nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS"';
    const {
      response,
      cnonce = '',
      ...fields
    } = fieldsOf(digest('GET', url, challenge, 'Mu"fasa', 'Circle of Life'));
    const [realm, nonce] = ['http-auth@example.org', '7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v'];
    expect(fields).toEqual({
      ...{ username: 'Mu\\"fasa', realm, nonce, uri: '/a?b=c', qop: 'auth', nc: '00000001' },
      ...(algorithm === undefined ? {} : { algorithm }),
      opaque: 'FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS',
    });
    expect(cnonce).toMatch(/^[\da-f]{32}$/);
    const secret = hash(`Mu"fasa:${realm}:Circle of Life`);
    const ha1 = session ? hash(`${secret}:${nonce}:${cnonce}`) : secret;
    expect(response).toBe(hash(`${ha1}:${nonce}:00000001:${cnonce}:auth:${hash('GET:/a?b=c')}`));
  });

  it.each([
    ['', false],
    ['qop="auth-int"', false],
    ['qop="xauth"', false],
    ['qop=auth', true],
  ])('without more than %j has a count of requests: %s', (qop, counted) => {
    const md5 = (text: string) => createHash('md5').update(text).digest('hex');
    const { response, cnonce, ...fields } = fieldsOf(digest('GET', url, `Digest ${qop}`, 'a', 'b'));
    const always = { username: 'a', realm: '', nonce: '', uri: '/a?b=c' };
    expect(fields).toEqual(counted ? { ...always, qop: 'auth', nc: '00000001' } : always);
    if (counted) return;
    expect(cnonce).toBeUndefined();
    expect(response).toBe(md5(`${md5('a::b')}::${md5('GET:/a?b=c')}`));
  });

  it('has a cnonce for a session without a quality of protection', () => {
    const fields = fieldsOf(digest('GET', url, 'Digest algorithm=MD5-sess', 'a', 'b'));
    expect(fields.cnonce).toMatch(/^[\da-f]{32}$/);
    expect(fields).not.toHaveProperty('nc');
  });
});
