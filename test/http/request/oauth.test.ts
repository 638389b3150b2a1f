import { createHash, createVerify, generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';

import type { SignableRequest } from '../../../src/http/request/auth';
import type { OAuthOptions } from '../../../src/http/request/auth-options';
import { HeaderMap } from '../../../src/http/request/header-map';
import { oauthAuthorizer } from '../../../src/http/request/oauth';
import { percentEncode, signatureBaseString, verifyOAuth1 } from '../../helpers/oauth-verifier';

const FORM = 'application/x-www-form-urlencoded';
const KEYS = { consumer_key: 'ck', consumer_secret: 'c&s', token: 'tk', token_secret: 't%s' };
const SECRETS = { consumerSecret: 'c&s', tokenSecret: 't%s' };
const FIXED: OAuthOptions = { ...KEYS, timestamp: '1700000000', nonce: 'nonce-1' };

interface Sent {
  method?: string;
  url: string;
  body?: string;
  type?: string;
}

/** Signs a request and returns it as it would leave. */
async function sign(options: OAuthOptions, { method = 'GET', url, body, type }: Sent) {
  const headers = new HeaderMap(type === undefined ? [] : [['content-type', type]]);
  const request: SignableRequest = {
    method,
    url: new URL(url),
    headers,
    body,
    form: type?.startsWith(FORM) ? body : undefined,
    signal: new AbortController().signal,
    setForm(form) {
      request.form = form;
      request.body = form;
    },
  };
  await oauthAuthorizer(options).authorize(request);
  return { ...request, url: request.url.href, authorization: String(headers.get('authorization') ?? '') };
}

/** What the header of a signed request says, decoded. */
function parametersOf({ authorization }: { authorization: string }): Record<string, string> {
  return verifyOAuth1({ method: 'GET', url: 'https://any.example/', authorization }, SECRETS).parameters;
}

describe('the published examples', () => {
  // RFC 5849 section 1.2. They leave oauth_version out, which the toolbelt always sends, as request did.
  const RFC_EXAMPLES = [
    {
      name: 'token credentials',
      method: 'POST',
      url: 'https://photos.example.net/token',
      authorization:
        'OAuth realm="Photos", oauth_consumer_key="dpf43f3p2l4k3l03", oauth_token="hh5s93j4hdidpola", ' +
        'oauth_signature_method="HMAC-SHA1", oauth_timestamp="137131201", oauth_nonce="walatlh", ' +
        'oauth_verifier="hfdp7dh39dks9884", oauth_signature="gKgrFCywp7rO0OXSjdot%2FIHF7IU%3D"',
      options: {
        consumer_key: 'dpf43f3p2l4k3l03',
        consumer_secret: 'kd94hf93k423kf44',
        token: 'hh5s93j4hdidpola',
        token_secret: 'hdhd0244k9j7ao03',
        timestamp: '137131201',
        nonce: 'walatlh',
        verifier: 'hfdp7dh39dks9884',
        realm: 'Photos',
      },
    },
    {
      name: 'a protected resource',
      method: 'GET',
      url: 'http://photos.example.net/photos?file=vacation.jpg&size=original',
      authorization:
        'OAuth realm="Photos", oauth_consumer_key="dpf43f3p2l4k3l03", oauth_token="nnch734d00sl2jdk", ' +
        'oauth_signature_method="HMAC-SHA1", oauth_timestamp="137131202", oauth_nonce="chapoH", ' +
        'oauth_signature="MdpQcU8iPSUjWoN%2FUDMsK2sui9I%3D"',
      options: {
        consumer_key: 'dpf43f3p2l4k3l03',
        consumer_secret: 'kd94hf93k423kf44',
        token: 'nnch734d00sl2jdk',
        token_secret: 'pfkkdhi9sl3r4s00',
        timestamp: '137131202',
        nonce: 'chapoH',
        realm: 'Photos',
      },
    },
  ];

  it.each(RFC_EXAMPLES)('RFC 5849 section 1.2, $name', async ({ method, url, authorization, options }) => {
    const secrets = { consumerSecret: options.consumer_secret, tokenSecret: options.token_secret };
    const published = verifyOAuth1({ method, url, authorization }, secrets);
    expect(published.expected).toBe(published.signature);

    const ours = verifyOAuth1(await sign(options, { method, url }), secrets);
    expect(ours.signature).toBe(ours.expected);
    const { oauth_signature: _published, ...rest } = published.parameters;
    expect(ours.parameters).toMatchObject({ ...rest, oauth_version: '1.0' });
  });

  it('RFC 5849 section 3.4.1: query, form and header parameters in one base string', async () => {
    const request = {
      method: 'POST',
      url: 'http://EXAMPLE.COM:80/request?b5=%3D%253D&a3=a&c%40=&a2=r%20b',
      form: 'c2&a3=2+q',
      authorization:
        'OAuth realm="Example", oauth_consumer_key="9djdj82h48djs9d2", oauth_token="kkk9d7dh3k39sjv7", ' +
        'oauth_signature_method="HMAC-SHA1", oauth_timestamp="137131201", oauth_nonce="7d8f3e4a"',
    };
    const published =
      'POST&http%3A%2F%2Fexample.com%2Frequest&a2%3Dr%2520b%26a3%3D2%2520q%26a3%3Da%26b5%3D%253D%25253D%26c%2540%3D' +
      '%26c2%3D%26oauth_consumer_key%3D9djdj82h48djs9d2%26oauth_nonce%3D7d8f3e4a%26oauth_signature_method%3D' +
      'HMAC-SHA1%26oauth_timestamp%3D137131201%26oauth_token%3Dkkk9d7dh3k39sjv7';
    expect(signatureBaseString(request)).toBe(published);

    const secrets = { consumerSecret: 'j49sk3j29djd', tokenSecret: 'dh893hdasih9' };
    const signed = await sign(
      {
        consumer_key: '9djdj82h48djs9d2',
        consumer_secret: secrets.consumerSecret,
        token: 'kkk9d7dh3k39sjv7',
        token_secret: secrets.tokenSecret,
        timestamp: '137131201',
        nonce: '7d8f3e4a',
        realm: 'Example',
      },
      { method: 'POST', url: request.url, body: request.form, type: FORM },
    );
    const { signature, expected, baseString } = verifyOAuth1(
      { ...request, authorization: signed.authorization },
      secrets,
    );
    expect(baseString.replace('%26oauth_version%3D1.0', '')).toBe(published);
    expect(signature).toBe(expected);
  });

  it('OAuth Core 1.0, appendix A', async () => {
    const signed = await sign(
      {
        consumer_key: 'dpf43f3p2l4k3l03',
        consumer_secret: 'kd94hf93k423kf44',
        token: 'nnch734d00sl2jdk',
        token_secret: 'pfkkdhi9sl3r4s00',
        timestamp: '1191242096',
        nonce: 'kllo9940pd9333jh',
      },
      { url: 'http://photos.example.net/photos?file=vacation.jpg&size=original' },
    );
    expect(signed.authorization).toBe(
      'OAuth oauth_consumer_key="dpf43f3p2l4k3l03",oauth_nonce="kllo9940pd9333jh",' +
        'oauth_signature_method="HMAC-SHA1",oauth_timestamp="1191242096",oauth_token="nnch734d00sl2jdk",' +
        'oauth_version="1.0",oauth_signature="tR3%2BTy81lMeYAr%2FFid0kMTYa%2FWM%3D"',
    );
  });
});

describe('signature methods', () => {
  const url = 'https://api.example.com/a?b=2&a=x+y';

  it.each([{ name: 'HMAC-SHA1' }, { name: 'HMAC-SHA256' }] as const)('$name', async ({ name }) => {
    const signed = await sign({ ...FIXED, signature_method: name }, { url });
    const { signature, expected, parameters } = verifyOAuth1({ ...signed, method: 'GET', url }, SECRETS);
    expect(parameters.oauth_signature_method).toBe(name);
    expect(signature).toBe(expected);
  });

  it('PLAINTEXT sends the encoded secrets', async () => {
    const signed = await sign({ ...FIXED, signature_method: 'PLAINTEXT' }, { url });
    expect(parametersOf(signed).oauth_signature).toBe('c%26s&t%25s');
  });

  it('RSA-SHA1 signs with the private key', async () => {
    const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const private_key = privateKey.export({ type: 'pkcs1', format: 'pem' }).toString();
    const signed = await sign({ ...FIXED, signature_method: 'RSA-SHA1', private_key }, { url });
    const { baseString, parameters } = verifyOAuth1({ ...signed, method: 'GET', url }, SECRETS);
    const verifier = createVerify('RSA-SHA1').update(baseString);
    expect(verifier.verify(publicKey, parameters.oauth_signature ?? '', 'base64')).toBe(true);
  });

  it('RSA-SHA1 without a key is refused', async () => {
    await expect(sign({ ...FIXED, signature_method: 'RSA-SHA1' }, { url })).rejects.toThrow();
  });

  it('RSA-SHA1 signs with the secret of the client if there is no private key', async () => {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const pem = privateKey.export({ type: 'pkcs1', format: 'pem' }).toString();
    const method = { ...FIXED, signature_method: 'RSA-SHA1' } as const;
    const signed = await sign({ ...method, consumer_secret: pem }, { url });
    expect(signed.authorization).toBe((await sign({ ...method, private_key: pem }, { url })).authorization);
  });

  it('others are refused', async () => {
    await expect(sign({ ...FIXED, signature_method: 'HMAC-MD5' as never }, { url })).rejects.toThrow(
      new Error('Signature method not supported: HMAC-MD5'),
    );
  });

  it.each([
    { name: 'no token', options: { consumer_key: 'ck', consumer_secret: 'c&s' }, tokenSecret: '' },
    { name: 'secrets outside ASCII', options: { ...KEYS, token_secret: 'ü +/=' }, tokenSecret: 'ü +/=' },
  ])('HMAC-SHA1 with $name', async ({ options, tokenSecret }) => {
    const signed = await sign(options, { url });
    const verdict = verifyOAuth1({ ...signed, method: 'GET', url }, { consumerSecret: 'c&s', tokenSecret });
    expect(verdict.signature).toBe(verdict.expected);
    expect('oauth_token' in verdict.parameters).toBe('token' in options);
  });
});

describe('transports', () => {
  it('header: leaves URL and body alone, and replaces an Authorization header', async () => {
    const signed = await sign(
      { ...FIXED, transport_method: 'header' },
      { url: 'https://api.example.com/a?b=1' },
    );
    expect(signed.url).toBe('https://api.example.com/a?b=1');
    expect(signed.authorization).toMatch(/^OAuth oauth_consumer_key="ck",.*,oauth_signature="[^"]+"$/);
  });

  it.each([
    { name: 'a URL with a query', url: 'https://api.example.com/a?b=1', rest: [['b', '1']] },
    { name: 'a URL without one', url: 'https://api.example.com/a', rest: [] },
  ])('query: appends to $name', async ({ url, rest }) => {
    const sent = await sign({ ...FIXED, transport_method: 'query' }, { url });
    expect(sent.authorization).toBe('');
    const pairs = [...new URL(sent.url).searchParams];
    expect(pairs.filter(([name]) => !name.startsWith('oauth_'))).toEqual(rest);
    const header = pairs.filter(([name]) => name.startsWith('oauth_'));
    const { signature, expected } = verifyOAuth1(
      { method: 'GET', url, authorization: toHeader(header) },
      SECRETS,
    );
    expect(signature).toBe(expected);
  });

  it.each([
    { name: 'a form', body: 'a=x+y' },
    { name: 'an empty form', body: '' },
  ])('body: appends to $name', async ({ body }) => {
    const url = 'https://api.example.com/a';
    const sent = await sign(
      { ...FIXED, transport_method: 'body' },
      { method: 'POST', url, body, type: FORM },
    );
    expect(sent.authorization).toBe('');
    expect(sent.url).toBe(url);
    const pairs = [...new URLSearchParams(sent.form)].filter(([name]) => name.startsWith('oauth_'));
    expect(sent.form?.startsWith(body)).toBe(true);
    const request = { method: 'POST', url, form: body, authorization: toHeader(pairs) };
    const { signature, expected } = verifyOAuth1(request, SECRETS);
    expect(signature).toBe(expected);
  });

  it.each([
    { name: 'GET', request: { url: 'https://api.example.com/a', type: FORM } },
    {
      name: 'JSON',
      request: { method: 'POST', url: 'https://api.example.com/a', body: '{}', type: 'application/json' },
    },
    { name: 'no content type', request: { method: 'POST', url: 'https://api.example.com/a' } },
  ])('body: refuses $name', async ({ request }) => {
    await expect(sign({ ...FIXED, transport_method: 'body' }, request)).rejects.toThrow(
      'transport_method of body requires POST and content-type application/x-www-form-urlencoded',
    );
  });
});

describe('parameters', () => {
  const url = 'https://api.example.com/a?b=1';

  it('realm stands first, and is not signed', async () => {
    const signed = await sign({ ...FIXED, realm: 'Photos' }, { url });
    expect(signed.authorization).toMatch(/^OAuth realm="Photos",oauth_consumer_key=/);
    expect(parametersOf(signed).oauth_signature).toBe(
      parametersOf(await sign(FIXED, { url })).oauth_signature,
    );
  });

  it.each([
    {
      name: 'callback',
      options: { callback: 'https://example.org/back?a=b c' },
      parameter: 'oauth_callback',
    },
    { name: 'verifier', options: { verifier: 'v+1' }, parameter: 'oauth_verifier' },
    { name: 'version', options: { version: '1.0a' }, parameter: 'oauth_version' },
  ])('$name is sent and signed', async ({ options, parameter }) => {
    const signed = await sign({ ...FIXED, ...options }, { url });
    const { signature, expected, parameters } = verifyOAuth1({ ...signed, method: 'GET', url }, SECRETS);
    expect(parameters[parameter]).toBe(Object.values(options)[0]);
    expect(signature).toBe(expected);
  });

  it('an empty value is no value', async () => {
    const empty = { nonce: '', timestamp: '', version: '', signature_method: '' as never, realm: '' };
    const signed = await sign({ ...KEYS, ...empty, verifier: undefined }, { url });
    expect(signed.authorization).toMatch(/^OAuth oauth_consumer_key="ck",oauth_nonce="[\da-f]{32}",/);
    expect(parametersOf(signed)).toMatchObject({ oauth_signature_method: 'HMAC-SHA1', oauth_version: '1.0' });
    expect(parametersOf(signed)).not.toHaveProperty('oauth_verifier');
  });

  it('are sent in the order of their names, without the secrets', async () => {
    const options = {
      ...FIXED,
      private_key: 'x',
      realm: 'a"b',
      transport_method: 'header',
      body_hash: 'h',
    } as const;
    const signed = await sign({ ...options, ...{ session_handle: 's' }, callback: 'c' }, { url });
    const names = [...signed.authorization.matchAll(/(\w+)="/g)].map(([, name]) => name).join(' ');
    expect(names).toBe(
      'realm oauth_body_hash oauth_callback oauth_consumer_key oauth_nonce oauth_session_handle oauth_signature_method ' +
        'oauth_timestamp oauth_token oauth_version oauth_signature',
    );
    expect(signed.authorization).toContain('realm="a%22b"');
  });

  it.each([
    [{ transport_method: 'cookie' }, 'oauth: transport_method invalid'],
    [
      { body_hash: true, signature_method: 'HMAC-SHA256' },
      'oauth: HMAC-SHA256 signature_method not supported with body_hash signing.',
    ],
    [
      { body_hash: true, signature_method: 'PLAINTEXT' },
      'oauth: PLAINTEXT signature_method not supported with body_hash signing.',
    ],
  ])('are refused: %j', async (options, message) => {
    await expect(sign({ ...FIXED, ...(options as OAuthOptions) }, { url })).rejects.toThrow(
      new Error(message),
    );
  });

  it('a query and a form are signed as servers read them, also with a "?" in front', async () => {
    const request = {
      method: 'POST',
      url: 'https://api.example.com/a??b=1&a=2&a=1&c=1&c=2',
      body: '?c=%20d',
      type: FORM,
    };
    const signed = await sign(FIXED, request);
    const { method, body: form } = request;
    const verdict = verifyOAuth1(
      { method, url: request.url, form, authorization: signed.authorization },
      SECRETS,
    );
    expect(verdict.signature).toBe(verdict.expected);
  });

  it('nonce and timestamp are new for each request unless given', async () => {
    const authorizer = oauthAuthorizer(KEYS);
    const nonces = [1, 2].map(() => {
      const headers = new HeaderMap();
      const request = {
        method: 'GET',
        url: new URL(url),
        headers,
        body: undefined,
        form: undefined,
        signal: new AbortController().signal,
        setForm() {},
      };
      authorizer.authorize(request);
      return parametersOf({ authorization: String(headers.get('authorization')) });
    });
    expect(nonces[0]?.oauth_nonce).toMatch(/^\w{16,}$/);
    expect(nonces[0]?.oauth_nonce).not.toBe(nonces[1]?.oauth_nonce);
    expect(Math.abs(Number(nonces[0]?.oauth_timestamp) - Date.now() / 1000)).toBeLessThan(5);
    expect(parametersOf(await sign(FIXED, { url }))).toMatchObject({
      oauth_nonce: 'nonce-1',
      oauth_timestamp: '1700000000',
    });
  });

  it.each([
    { name: 'of a body', body: '{"a":1}', path: '/a' },
    { name: 'of no body', body: undefined, path: '/a' },
    { name: 'with a query, which stays signed', body: '{"a":1}', path: '/a?b=1&c=2' },
  ])('body_hash $name', async ({ body, path }) => {
    const request = { method: 'POST', url: `https://api.example.com${path}` };
    const sent = { ...request, type: 'application/json', ...(body === undefined ? {} : { body }) };
    const signed = await sign({ ...FIXED, body_hash: true }, sent);
    const verdict = verifyOAuth1({ ...request, authorization: signed.authorization }, SECRETS);
    const hash = createHash('sha1')
      .update(body ?? '')
      .digest('base64');
    expect(verdict.parameters.oauth_body_hash).toBe(hash);
    expect(verdict.signature).toBe(verdict.expected);
  });

  it('body_hash as text is sent as it is', async () => {
    const signed = await sign(
      { ...FIXED, body_hash: 'mine=' },
      { method: 'POST', url, body: 'x', type: 'text/plain' },
    );
    expect(parametersOf(signed).oauth_body_hash).toBe('mine=');
  });
});

function toHeader(pairs: ReadonlyArray<readonly [string, string]>): string {
  return `OAuth ${pairs.map(([name, value]) => `${name}="${percentEncode(value)}"`).join(',')}`;
}

describe('names that OAuth does not have', () => {
  it.each<[option: string, message: RegExp]>([
    ['consumerSecret', /"consumerSecret", which OAuth does not have: did you mean "consumer_secret"\?$/],
    ['consumerKey', /did you mean "consumer_key"/],
    ['tokenSecret', /did you mean "token_secret"/],
    ['token_secre', /did you mean "token_secret"/],
    ['client_secret', /"client_secret"/],
    [
      'whatever',
      /^options\.oauth has "whatever", which OAuth does not have: the options are consumer_key, consumer_secret, token, token_secret, callback, verifier, session_handle, realm, signature_method, private_key, version, timestamp, nonce, transport_method, body_hash$/,
    ],
  ])('are refused: %s', (name, message) => {
    const create = () => oauthAuthorizer({ consumer_key: 'k', [name]: 'S3CRET' });
    expect(create).toThrow(message);
    expect(create).not.toThrow(/S3CRET/);
  });

  it('are passed over without a value', () => {
    expect(() => oauthAuthorizer({ consumer_key: 'k', ...{ other: undefined } })).not.toThrow();
  });
});
