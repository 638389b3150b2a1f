import { describe, expect, it } from 'vitest';
import type { DoubleRequest } from '../../../src/testing/doubles/double';
import { oauth1Problem } from '../../../src/testing/doubles/oauth1';
import { verifyOAuth1 } from '../../helpers/oauth-verifier';

const KEY = { consumerKey: 'ck', consumerSecret: 'c&s', token: 'to/ken', tokenSecret: 't s' };
const PARAMETERS = {
  oauth_consumer_key: KEY.consumerKey,
  oauth_token: KEY.token,
  oauth_nonce: 'n',
  oauth_timestamp: '1700000000',
  oauth_signature_method: 'HMAC-SHA1',
  oauth_version: '1.0',
};

function header(parameters: Record<string, string>): string {
  return `OAuth ${Object.entries(parameters)
    .map(([name, value]) => `${name}="${encodeURIComponent(value)}"`)
    .join(', ')}`;
}

/** A request with the signature that the independent verifier of the tests expects. */
function signed(
  parts: Partial<DoubleRequest> = {},
  parameters: Record<string, string> = PARAMETERS,
): DoubleRequest {
  const { method = 'GET', url = 'https://a.example.com/p', headers = {}, body = Buffer.alloc(0) } = parts;
  const form = headers['content-type']?.includes('urlencoded') ? body.toString() : undefined;
  const unsigned = { method, url, authorization: header(parameters), form };
  const { expected } = verifyOAuth1(unsigned, KEY);
  const authorization = header({ ...parameters, oauth_signature: expected });
  return { method, url, headers: { ...headers, authorization }, body };
}

describe('an OAuth 1.0a signature', () => {
  it('is the one of the example in OAuth Core 1.0, appendix A', () => {
    const authorization = header({
      oauth_consumer_key: 'dpf43f3p2l4k3l03',
      oauth_token: 'nnch734d00sl2jdk',
      oauth_signature_method: 'HMAC-SHA1',
      oauth_signature: 'tR3+Ty81lMeYAr/Fid0kMTYa/WM=',
      oauth_timestamp: '1191242096',
      oauth_nonce: 'kllo9940pd9333jh',
      oauth_version: '1.0',
    });
    const request = {
      method: 'GET',
      url: 'http://photos.example.net/photos?file=vacation.jpg&size=original',
      headers: { authorization },
      body: Buffer.alloc(0),
    };
    const key = {
      consumerKey: 'dpf43f3p2l4k3l03',
      consumerSecret: 'kd94hf93k423kf44',
      token: 'nnch734d00sl2jdk',
      tokenSecret: 'pfkkdhi9sl3r4s00',
    };
    expect(oauth1Problem(request, [key])).toBeUndefined();
  });

  it.each<[name: string, parts: Partial<DoubleRequest>]>([
    ['a plain URL', {}],
    [
      'a query with doubles, spaces and escapes',
      { url: "https://a.example.com/p?b=2&a=x%20y+z&b=1&(c')=%2A&d" },
    ],
    ['a port and capitals', { url: 'https://A.example.com:8443/P%2Fq' }],
    [
      'a form',
      {
        method: 'POST',
        headers: { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' },
        body: Buffer.from('a=1+2&b=%C3%BC'),
      },
    ],
    [
      'JSON, which is not signed',
      {
        method: 'PUT',
        headers: { 'content-type': 'application/json' },
        body: Buffer.from('{"a":1}'),
      },
    ],
  ])('is right for %s', (_name, parts) => {
    expect(oauth1Problem(signed(parts), [{ ...KEY, consumerKey: 'other' }, KEY])).toBeUndefined();
  });

  const without = (name: string): Record<string, string> =>
    Object.fromEntries(Object.entries(PARAMETERS).filter(([key]) => key !== name));

  it.each<[name: string, request: DoubleRequest, problem: RegExp]>([
    ['another method', { ...signed(), method: 'POST' }, /signature is not valid/],
    ['another query', { ...signed(), url: 'https://a.example.com/p?a=1' }, /signature is not valid/],
    ['another host', { ...signed(), url: 'https://b.example.com/p' }, /signature is not valid/],
    ['no nonce', signed({}, without('oauth_nonce')), /has no oauth_nonce/],
    ['no token', signed({}, without('oauth_token')), /has no oauth_token/],
    ['an empty header', { ...signed(), headers: { authorization: 'OAuth ' } }, /has no oauth_consumer_key/],
    ['another hash', signed({}, { ...PARAMETERS, oauth_signature_method: 'HMAC-SHA256' }), /not HMAC-SHA1/],
    ['another version', signed({}, { ...PARAMETERS, oauth_version: '2.0' }), /version is not 1.0/],
    ['no time', signed({}, { ...PARAMETERS, oauth_timestamp: 'now' }), /timestamp is no number/],
    ['an unknown consumer', signed({}, { ...PARAMETERS, oauth_consumer_key: 'x' }), /knows no app key/],
    ['an unknown token', signed({}, { ...PARAMETERS, oauth_token: 'x' }), /knows no app key/],
    [
      'a bad escape',
      { ...signed(), headers: { authorization: header(PARAMETERS).replace('="n"', '="%zz"') } },
      /has no oauth_signature\./,
    ],
  ])('is refused for %s', (_name, request, problem) => {
    expect(oauth1Problem(request, [KEY])).toMatch(problem);
    expect(oauth1Problem(request, [KEY])).not.toContain(KEY.consumerSecret);
  });
});
