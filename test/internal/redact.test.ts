import { Agent } from 'node:https';
import { Readable } from 'node:stream';
import { inspect } from 'node:util';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import {
  isSecretName,
  REDACTED,
  redact,
  redactText,
  secretsIn,
  withoutKnown,
} from '../../src/internal/redact';

const SENT = 'the-secret-of-the-caller';
const PEM = '-----BEGIN RSA PRIVATE KEY-----\nhunter2hunter2\n-----END RSA PRIVATE KEY-----\n';

describe('redactText', () => {
  it.each([
    { name: 'user info of a URL', text: 'GET https://user:hunter2@a.example/x', kept: 'a.example/x' },
    { name: 'a user without password', text: 'https://hunter2@a.example/x', kept: 'a.example/x' },
    {
      name: 'user info of a proxy',
      text: 'proxy http://u:hunter2@proxy.example:3128 refused',
      kept: 'refused',
    },
    { name: 'user info with an @', text: 'https://user:p@hunter2@a.example/x', kept: 'a.example/x' },
    { name: "user info with a '", text: "https://user:p'hunter2@a.example/x", kept: 'a.example/x' },
    {
      name: 'user info of several URLs',
      text: 'http://u:hunter2@a.example, http://u:hunter2@b.example',
      kept: 'b.example',
    },
    { name: 'a line of YAML', text: 'user: me\n  - db_password: hunter2\nport: 1', kept: 'port: 1' },
    { name: 'a line of INI', text: 'user = me\npassword = "hunter2"\nport = 1', kept: 'port = 1' },
    {
      name: 'a part of a form',
      text: '--b\r\nContent-Disposition: form-data; name="password"\r\n\r\nhunter2\r\nhunter2\r\n--b\r\nkept\r\n',
      kept: '--b\r\nkept',
    },
    {
      name: 'a part of a form that is a file',
      text: 'name="client_secret"; filename="a"\r\nContent-Type: text/plain\r\n\r\nhunter2\r\n--b--',
      kept: 'text/plain',
    },
    {
      name: 'a hidden field',
      text: '<input type=hidden name="csrf_token" value="hunter2" id="a">',
      kept: 'id="a"',
    },
    { name: 'a device code', text: '{"device_code":"hunter2","interval":5}', kept: '"interval":5' },
    { name: 'a session of PHP', text: 'a=1&PHPSESSID=hunter2&b=2', kept: 'b=2' },
    { name: 'a ticket', text: 'https://a.example/?ticket=ST-hunter2&a=1', kept: 'a=1' },
    { name: 'a PEM block', text: `key ${PEM} end`, kept: ' end' },
    { name: 'a PEM block in JSON', text: JSON.stringify({ a: PEM, b: 'kept' }), kept: '"b":"kept"' },
    { name: 'a PEM block that is cut off', text: 'x -----BEGIN PRIVATE KEY-----\nhunter2', kept: 'x ' },
    { name: 'a bearer token', text: 'sent Bearer hunter2.abc-_~+/= to a.example', kept: 'to a.example' },
    {
      name: 'basic credentials',
      text: 'Authorization: Basic dTpodW50ZXIy=hunter2\nHost: a',
      kept: 'Host: a',
    },
    { name: 'the shortest credentials without a mark', text: 'Basic hunter', kept: 'Basic [redacted]' },
    { name: 'an OAuth header', text: 'OAuth oauth_nonce="n",oauth_signature="hunter2"\nnext', kept: 'next' },
    { name: 'a digest header', text: 'Digest username="u", response="hunter2"', kept: 'Digest' },
    { name: 'a query', text: 'https://a.example/x?access_token=hunter2&page=2', kept: 'page=2' },
    { name: 'a bare query', text: 'token=hunter2&page=2', kept: 'page=2' },
    { name: 'api_key in a query', text: '/x?api_key=hunter2', kept: '/x?api_key=' },
    {
      name: 'an encoded value',
      text: 'client_secret=hunter2%26x&grant_type=client_credentials',
      kept: 'grant_type=client_credentials',
    },
    {
      name: 'a PLAINTEXT signature',
      text: 'https://a.example/?oauth_signature=cs%26hunter2&a=1',
      kept: 'a=1',
    },
    { name: 'a token in a fragment', text: 'https://a.example/cb#access_token=hunter2&a=1', kept: 'a=1' },
    { name: 'a form', text: 'user=me&password=hunter2&pass=hunter2', kept: 'user=me' },
    { name: 'a field of JSON', text: '{"user":"me","password":"hunter2"}', kept: '"user":"me"' },
    {
      name: 'JSON with spaces and quotes',
      text: '{ "clientSecret" : "a\\"hunter2", "b": 1 }',
      kept: '"b": 1',
    },
    { name: 'a number in JSON', text: '{"token":81726354,"b":1}', kept: '"b":1' },
    {
      name: 'JSON in JSON',
      text: JSON.stringify(JSON.stringify({ password: 'hunter2', b: 'kept' })),
      kept: 'kept',
    },
    { name: 'a list in JSON', text: '{"tokens":["hunter2"],"b":1}', kept: '"b":1' },
    { name: 'a record in a list', text: '{"users":[{"password":"hunter2"}],"b":1}', kept: '"b":1' },
    {
      name: 'JSON in JSON in JSON',
      text: JSON.stringify({
        a: JSON.stringify({ b: JSON.stringify({ password: 'x"hunter2', c: 'kept' }) }),
      }),
      kept: 'kept',
    },
    { name: 'a nested name in a query', text: '/x?user[password]=hunter2&a=1', kept: 'a=1' },
    { name: 'an encoded name in a query', text: '/x?user%5Bpassword%5D=hunter2&a=1', kept: 'a=1' },
    {
      name: 'an OAuth header in JSON',
      text: JSON.stringify({ a: 'OAuth oauth_token="hunter2",oauth_signature="hunter2"', b: 'kept' }),
      kept: 'kept',
    },
    {
      name: 'an XML element',
      text: '<login><password>hunter2</password><a>kept</a></login>',
      kept: '<a>kept</a>',
    },
    {
      name: 'an XML element with a prefix',
      text: '<n:clientSecret a="b">hunter2</n:clientSecret>',
      kept: 'a="b"',
    },
    {
      name: 'the signature of a SAS URL',
      text: 'https://a.example/b?sv=1&sig=hunter2%2Fx&page=2',
      kept: 'page=2',
    },
    { name: 'a code', text: 'https://a.example/cb?code=hunter2&page=2', kept: 'page=2' },
    { name: 'an X-Amz-Signature', text: '/x?X-Amz-Signature=hunter2&a=1', kept: 'a=1' },
    { name: 'a key in a query', text: '/x?key=hunter2&a=1', kept: 'a=1' },
    { name: 'a query in a parameter', text: 'redirect_uri=https://a/?token=hunter2&a=1', kept: 'a=1' },
    { name: 'a SAML response', text: 'SAMLResponse=hunter2&RelayState=a', kept: 'RelayState=a' },
    {
      name: 'a connection string',
      text: 'AccountName=a;AccountKey=hunter2==;EndpointSuffix=core',
      kept: 'AccountName=a',
    },
    { name: 'a password of a database', text: 'Server=a;User=b;Pwd=hunter2;', kept: 'Server=a' },
    { name: 'a subscription key', text: '{"Ocp-Apim-Subscription-Key":"hunter2","b":1}', kept: '"b":1' },
    { name: 'a bare JWT', text: 'got eyJhbGciOiJI.eyJzdWIhunter2.sig-nature there', kept: 'there' },
    { name: 'Negotiate', text: 'Negotiate hunter2hunter2== sent', kept: 'sent' },
    { name: 'ApiKey', text: 'authorization ApiKey hunter2hunter2 sent', kept: 'sent' },
    { name: 'a line of headers', text: 'GET / HTTP/1.1\nX-Api-Key: hunter2\nHost: a', kept: 'Host: a' },
    { name: 'JavaScript', text: "{ token: 'hunter2', b: 1 }", kept: 'b: 1' },
    { name: 'JSON in HTML', text: '{&quot;token&quot;:&quot;hunter2&quot;,b}', kept: ',b}' },
    { name: 'an attribute of XML', text: '<login user="me" password="hunter2"/>', kept: 'user="me"' },
    { name: 'CDATA', text: '<password><![CDATA[hunter2]]></password><a/>', kept: '<a/>' },
    { name: 'XML in HTML', text: '&lt;password&gt;hunter2&lt;/password&gt; b', kept: ' b' },
    { name: 'JSON that is cut off', text: '{"b":1,"token":"hunter2', kept: '"b":1' },
    { name: 'the session of SOAP', text: '<sessionId>hunter2</sessionId>', kept: '</sessionId>' },
  ])('removes $name', ({ text, kept }) => {
    const shown = redactText(text);
    expect(shown).not.toMatch(/hunter2|81726354/);
    expect(shown).toContain(REDACTED);
    expect(shown).toContain(kept);
  });

  it.each([
    '404 - {"message":"no such conversation","id":42}',
    'GET https://a.example:8443/x?page=2&sort=a#top',
    'Service discovery for account 12345 failed: 503 - "down"',
    'connect ECONNREFUSED 127.0.0.1:443',
    'failed with code=ECONNREFUSED, statusCode=407',
    '{"code":"INVALID_SESSION_ID","signature_method":"HMAC-SHA1"}',
    'LpClient signs with the secret "lp-faas-default-app-key", which could not be read',
    '{"appKeySecretName":"lp-faas-default-app-key"}',
    '{"key":"lp-faas-default-app-key"}',
    '{"token_type":"Bearer","grant_type":"client_credentials"}',
    'mail me@a.example or see https://a.example/@user',
    'the bearer of bad news',
  ])('leaves alone what is no secret: %s', (text) => {
    expect(redactText(text)).toBe(text);
  });

  it.each([
    { name: 'a run of letters', text: 'a'.repeat(60_000) },
    { name: 'a run of names of secrets', text: `"${'token'.repeat(12_000)}` },
    { name: 'hex', text: '0123456789abcdef'.repeat(5_000) },
    {
      name: 'a JSON text',
      text: JSON.stringify(Array.from({ length: 5_000 }, (_, id) => ({ id, token: 'x' }))),
    },
    { name: 'quotes and backslashes', text: `"token":"${'\\'.repeat(60_000)}` },
    { name: 'starts of XML elements', text: '<password a="'.repeat(4_000) },
    { name: 'XML elements without end', text: '<password>x'.repeat(4_000) },
    {
      name: 'names in nested JSON',
      text: Array.from({ length: 4_000 }, (_, i) => `${'\\'.repeat(1 + (i % 15))}"token\\":`).join(''),
    },
    { name: 'lists of secrets without end', text: '"token":['.repeat(4_000) },
    { name: 'starts of PEM blocks', text: '-----BEGIN A-----'.repeat(4_000) },
  ])('reads a long body once, not once for every letter: $name', ({ text }) => {
    // The time limit of the test is the check: a quadratic expression takes minutes for twenty times this size.
    expect(typeof redactText(text.repeat(20))).toBe('string');
  });
});

describe('isSecretName', () => {
  it.each([
    'Authorization',
    'proxy-authorization',
    'Cookie',
    'set-cookie',
    'X-Api-Key',
    'x-apikey',
    'api_key',
    'maven-api-key',
    'X-Auth-Key',
    'x-csrf-token',
    'auth',
    'oauth',
    'oauth_token',
    'oauth_signature',
    'cert',
    'pfx',
    'passphrase',
    'password',
    'pass',
    'private_key',
    'privateKey',
    'client_secret',
    'clientSecret',
    'client_id',
    'consumerKey',
    'consumer_secret',
    'tokenSecret',
    'refreshToken',
    'access_token',
    'bearer',
    'assertion',
  ])('knows %s', (name) => {
    expect(isSecretName(name)).toBe(true);
    expect(isSecretName(name.toUpperCase())).toBe(true);
  });

  it.each([
    'appKeySecretName',
    'key',
    'url',
    'method',
    'accept',
    'token_type',
    'author',
    'certain',
    'LP-URL',
  ])('lets %s be read', (name) => {
    expect(isSecretName(name)).toBe(false);
  });
});

describe('a credential that stands in several places', () => {
  const secret = 'hunter2/+=&"x';

  it.each([
    { name: 'as it is', repeated: secret },
    { name: 'encoded', repeated: encodeURIComponent(secret) },
    { name: 'in JSON', repeated: JSON.stringify(secret) },
    { name: 'in base64', repeated: Buffer.from(secret).toString('base64') },
  ])('is removed where nothing tells that it is one: $name', ({ repeated }) => {
    const value = { list: [`before ${repeated} after`], options: { auth: { user: 'me', pass: secret } } };
    const shown = redact(value) as { list: string[] };
    expect(shown.list[0]).toMatch(/^before "?\[redacted\]=*"? after$/);
    expect(value.options.auth.pass).toBe(secret);
  });

  it.each<[name: string, field: object]>([
    ['a bearer token', { headers: { authorization: 'Bearer hunter2-x' } }],
    ['basic credentials', { headers: { authorization: `Basic ${btoa('me:hunter2-x')}` } }],
    ['an OAuth header', { headers: { authorization: 'OAuth oauth_token="hunter2%2Dx", oauth_nonce="n"' } }],
    ['a cookie', { headers: { cookie: 'a=b; session=hunter2-x; c=d' } }],
    ['bytes', { formData: { apiKey: { value: Buffer.from('hunter2-x') } } }],
    ['user info of a URL', { url: 'https://me:hunter2%2Dx@a.example/' }],
    ['a form', { body: 'a=1&password=hunter2-x' }],
    ['JSON', { body: '{"password":"hunter2-x"}' }],
    ['XML', { body: '<password>hunter2-x</password>' }],
  ])('is known from %s', (_name, field) => {
    expect(redact({ ...field, text: 'you sent hunter2-x to a.example' })).toMatchObject({
      text: 'you sent [redacted] to a.example',
    });
  });

  it.each([
    ['a', 'p'],
    ['user', 'length'],
    ['user', 'headers'],
    ['user', 'options'],
    ['user', 'message'],
    ['user', 'statusCode'],
    ['user', 'DELETE'],
    ['user', 'https:'],
    ['user', 'StatusCodeError'],
    ['user', 'content-type'],
    ['length', 'GET'],
  ])('is no part of the fields that every error has: %s:%s', (user, pass) => {
    const error = {
      name: 'StatusCodeError',
      statusCode: 401,
      message: `401 - ${pass.length > 5 ? pass : 'no'}`,
      options: { method: 'DELETE', auth: { user, pass } },
      response: {
        statusCode: 401,
        headers: { 'content-length': '7', 'Content-Type': 'text/plain' },
        request: { method: 'DELETE', uri: { protocol: 'https:' } },
      },
    };
    const known = secretsIn([{ headers: { authorization: `Basic ${btoa(`${user}:${pass}`)}` } }]);
    expect(redact(error, { known })).toEqual({
      ...error,
      message: `401 - ${pass.length > 5 ? REDACTED : 'no'}`,
      options: { method: 'DELETE', auth: REDACTED },
    });
  });

  it('is removed from names that a server may have chosen, and from other texts of the fixed fields', () => {
    const known = secretsIn([{ auth: { pass: 'hunter2-x' } }]);
    const echoed = {
      'x-hunter2-x': 1,
      'hunter2-x': 2,
      name: 'hunter2-x',
      method: 'hunter2-x',
      body: 'DELETE',
    };
    expect(JSON.stringify(redact(echoed, { known }))).not.toContain('hunter2');
    const word = secretsIn([{ auth: { pass: 'DELETE' } }]);
    expect(redact({ body: 'DELETE' }, { known: word })).toEqual({ body: REDACTED });
  });

  it.each([
    'Digest username="length", realm="content", nonce="n", uri="/accept", algorithm=MD5, response="0123456789"',
    'OAuth realm="length", oauth_signature_method="accept", oauth_version="content", oauth_signature="0123456789"',
  ])('is only the part of a header that is one: %s', (authorization) => {
    const known = secretsIn([{ headers: { authorization } }]);
    expect(known.removeFrom('the length of the accept content')).toBe('the length of the accept content');
    expect(known.removeFrom('the proof 0123456789')).toBe('the proof [redacted]');
  });

  it('leaves words alone that are as short as words', () => {
    expect(redact({ auth: { user: 'me', pass: 'abc' }, text: 'abc of me' })).toMatchObject({
      text: 'abc of me',
    });
  });

  it('removes a secret whole although another secret is its beginning', () => {
    const shown = JSON.stringify(
      redact({
        token: 'abcdef',
        password: 'abcdef-and-more',
        text: 'echo of abcdef-and-more, and of abcdef',
      }),
    );
    expect(shown).not.toMatch(/abcdef|and-more/);
  });

  it('shows a body that is full of secrets without delay', () => {
    const body = JSON.stringify(Array.from({ length: 20_000 }, (_, index) => ({ token: `token-${index}` })));
    expect(JSON.stringify(redact({ body }))).not.toMatch(/token-\d/);
  });
});

describe('redact', () => {
  it.each([
    {
      name: 'headers',
      value: { headers: { Authorization: 'hunter2', COOKIE: 'a=hunter2', 'X-Api-Key': 'hunter2' } },
    },
    {
      name: 'a header with several values',
      value: { headers: { 'set-cookie': ['a=hunter2', 'b=hunter2'] } },
    },
    { name: 'auth', value: { auth: { user: 'me', pass: 'hunter2' } } },
    { name: 'auth as text', value: { uri: { auth: 'me:hunter2', href: 'https://me:hunter2@a.example/' } } },
    { name: 'oauth', value: { oauth: { consumer_key: 'hunter2', token_secret: 'hunter2' } } },
    {
      name: 'cert and key',
      value: { cert: 'hunter2', key: PEM, pfx: Buffer.from('hunter2'), passphrase: 'hunter2' },
    },
    { name: 'keys as bytes', value: { key: Buffer.from('hunter2'), ca: [Buffer.from('hunter2')] } },
    { name: 'several keys', value: { agentOptions: { key: [PEM, 'hunter2'], cert: ['hunter2'] } } },
    {
      name: 'a form',
      value: { form: { user: 'me', password: 'hunter2', nested: { client_secret: 'hunter2' } } },
    },
    { name: 'a form as text', value: { form: 'user=me&password=hunter2' } },
    { name: 'formData', value: { formData: { refresh_token: 'hunter2' } } },
    { name: 'multipart', value: { multipart: [{ body: '{"password":"hunter2"}' }] } },
    { name: 'a JSON body', value: { body: { list: [{ token: 'hunter2' }] } } },
    { name: 'a text body', value: { body: '{"password":"hunter2"}' } },
    { name: 'numbers', value: { token: 72 } },
    { name: 'qs', value: { qs: { access_token: 'hunter2' } } },
    { name: 'a URL', value: { url: 'https://me:hunter2@a.example/?token=hunter2' } },
    { name: 'a URL object', value: { url: new URL('https://me:hunter2@a.example/?token=hunter2') } },
    { name: 'a proxy', value: { proxy: 'http://me:hunter2@proxy.example:3128' } },
    { name: 'a proxy without scheme', value: { proxy: 'me:hunter2@proxy.example:3128' } },
    { name: 'a JSON object', value: { toJSON: () => ({ token: 'hunter2' }) } },
    {
      name: 'an error',
      value: Object.assign(new Error('at https://me:hunter2@a.example'), { token: 'hunter2' }),
    },
    { name: 'a chain of causes', value: new Error('a', { cause: new Error('token=hunter2') }) },
    { name: 'an object without prototype', value: Object.assign(Object.create(null), { token: 'hunter2' }) },
    { name: 'an object of another realm', value: runInNewContext("({ token: 'hunter2' })") },
    {
      name: 'a Map, a Set and search parameters',
      value: [new Map([['token', 'hunter2']]), new URLSearchParams('token=hunter2')],
    },
  ])('removes credentials of $name', ({ value }) => {
    for (const shown of [JSON.stringify(redact(value)), inspect(redact(value), { depth: 20 })])
      expect(shown).not.toMatch(/hunter2|72/);
  });

  it('keeps what is no secret, in its order', () => {
    const value = {
      url: 'https://a.example/x?page=2',
      method: 'POST',
      headers: { Accept: 'application/json', 'LP-URL': '12345' },
      body: { text: 'hello', n: 1, yes: true, none: null, missing: undefined },
      appKeySecretName: 'lp-faas-default-app-key',
      key: 'lp-faas-default-app-key',
      statusCode: 404,
      json: true,
      date: new Date(0),
    };
    const shown = redact(value) as Record<string, unknown>;
    expect(shown).toStrictEqual(value);
    expect(Object.keys(shown)).toEqual(Object.keys(value));
  });

  it.each([
    { name: 'a flag', value: { auth: false } },
    { name: 'null', value: { cookie: null } },
    { name: 'undefined', value: { token: undefined } },
  ])('shows that a credential is not there: $name', ({ value }) => {
    expect(redact(value)).toStrictEqual(value);
  });

  it('leaves the value itself alone', () => {
    const value = { headers: { authorization: 'hunter2' }, list: [{ token: 'hunter2' }] };
    const before = structuredClone(value);
    redact(value);
    expect(value).toEqual(before);
  });

  it('marks cycles, and shows an object that stands in two places twice', () => {
    const shared = { a: 1 };
    const value: Record<string, unknown> = { first: shared, second: shared, list: [] };
    value.self = value;
    (value.list as unknown[]).push(value);
    expect(redact(value)).toEqual({
      first: { a: 1 },
      second: { a: 1 },
      self: '[circular]',
      list: ['[circular]'],
    });
  });

  it('marks a cycle of causes', () => {
    const error = new Error('a') as Error & { cause?: unknown };
    error.cause = error;
    expect(redact(error)).toEqual({ name: 'Error', message: 'a', cause: '[circular]' });
  });

  it.each([
    { name: 'a Buffer', value: Buffer.from('hunter2'), shown: '[7 bytes]' },
    { name: 'bytes', value: new Uint8Array(3), shown: '[3 bytes]' },
    { name: 'a stream', value: Readable.from(['hunter2']), shown: '[Readable]' },
    { name: 'an agent', value: new Agent({ passphrase: 'hunter2' }), shown: '[Agent]' },
    { name: 'a RegExp', value: /a/g, shown: '/a/g' },
    { name: 'a Map', value: new Map(), shown: '[Map]' },
    { name: 'a text', value: 'text', shown: 'text' },
    { name: 'a number', value: 1, shown: 1 },
    { name: 'null', value: null, shown: null },
    { name: 'undefined', value: undefined, shown: undefined },
  ])('shows $name shortly', ({ value, shown }) => {
    expect(redact(value)).toBe(shown);
    expect(redact({ field: value })).toEqual({ field: shown });
  });

  it.each([
    { name: 'a BigInt', value: { n: 1n } },
    { name: 'an invalid date', value: { date: new Date(Number.NaN) } },
    { name: 'a symbol and a function', value: { s: Symbol('s'), f: () => 1 } },
  ])('can be serialised, whatever the value holds: $name', ({ value }) => {
    expect(() => JSON.stringify(redact(value))).not.toThrow();
  });

  it('shows name, message, code and cause of an error', () => {
    const cause = Object.assign(new TypeError('inner'), { code: 'ECONNRESET' });
    expect(redact(new Error('outer', { cause }))).toEqual({
      name: 'Error',
      message: 'outer',
      cause: { name: 'TypeError', message: 'inner', code: 'ECONNRESET' },
    });
  });

  it('shows an error of another realm, as those of Node are under Jest', () => {
    const error: unknown = runInNewContext("Object.assign(new Error('inner'), { code: 'ECONNRESET' })");
    expect(redact(error)).toEqual({ name: 'Error', message: 'inner', code: 'ECONNRESET' });
  });
});

describe('what is shown is cut before it is searched', () => {
  it('a text, a list and a record', () => {
    const long = {
      text: '"token":"abcdefgh",'.repeat(400_000),
      list: Array.from({ length: 400_000 }, () => ({ token: 'abcdefgh' })),
    };
    const shown = JSON.stringify(redact(long));
    expect(shown.length).toBeLessThan(1_500_000);
    expect(shown).not.toContain('abcdefgh');
    expect(shown).toContain('characters in all]');
    expect(shown).toMatch(/\[\d+ more\]/);
  });

  it('a credential that the cut would part in two is removed', () => {
    const secret = 'hunter2-hunter2-hunter2';
    for (let before = 64 * 1024 - secret.length; before < 64 * 1024; before += 5) {
      const shown = JSON.stringify(
        redact({ options: { auth: { pass: secret } }, text: `${'a'.repeat(before)}"token":"${secret}"` }),
      );
      expect(shown).not.toContain('hunter');
    }
  });
});

describe('how many secrets are known', () => {
  it('20,000 of those that were sent', () => {
    const sources = Array.from({ length: 20_100 }, (_, i) => ({ password: `sent-secret-${i}` }));
    const values = [...secretsIn(sources).values];
    expect(values).toHaveLength(20_000);
    expect(values.at(-1)).toBe('sent-secret-19999');
  });

  it.each<[where: string, options: (text: string, record: object) => object]>([
    ['a text beside it in a form', (text) => ({ form: { text, password: SENT } })],
    ['a text beside it in JSON', (text) => ({ json: { text, list: [{ password: SENT }] } })],
    ['a text beside it in a query', (text) => ({ qs: { text, code: SENT } })],
    ['a text in the body, beside a header', (text) => ({ body: text, headers: { authorization: SENT } })],
    ['a record beside it', (_text, record) => ({ json: { record, password: SENT } })],
    ['a text of a megabyte beside it', (text) => ({ form: { text: text.repeat(20), password: SENT } })],
    ['bytes beside it', (text) => ({ formData: { text: Buffer.from(text), password: SENT } })],
  ])('the secret of the caller is one of them, whatever a consumer wrote: %s', (_where, options) => {
    const decoys = Array.from({ length: 5_000 }, (_, i) => [`token${i}`, `decoy-${i}`] as const);
    const text = decoys.map(([name, value]) => `${name}=${value}`).join('&');
    const known = secretsIn([options(text, Object.fromEntries(decoys))]);
    expect(withoutKnown(`you sent ${SENT}`, known)).toBe('you sent [redacted]');
  });

  it('a text is searched for thousands of them in a moment, also when they begin alike', () => {
    const many = secretsIn([{ json: Array.from({ length: 10_000 }, (_, i) => ({ token: `decoy-${i}.` })) }]);
    const alike = secretsIn([
      { json: Array.from({ length: 600 }, (_, i) => ({ token: 'a'.repeat(i + 6) })) },
    ]);
    const start = performance.now();
    expect(withoutKnown('decoy-77. decoy-9999. decoy-x '.repeat(2_000), many)).not.toMatch(/decoy-\d/);
    // What cannot be searched in time is not shown.
    expect(withoutKnown('a'.repeat(64 * 1024), alike)).not.toMatch(/a{6}/);
    expect(performance.now() - start).toBeLessThan(6_000);
  });

  it('secrets that overlap, that are parts of others, and that begin alike are all removed', () => {
    const known = secretsIn([
      {
        headers: {
          authorization: 'abcdef',
          cookie: 'defghijk',
          'x-api-key': 'abcdefgh',
          'x-token': 'abcdxyz',
        },
      },
    ]);
    for (const text of ['abcdefghijk', 'abcdefabcdxyz', 'abcdefghabcdef', 'ABCDEFG'])
      expect(withoutKnown(`1 ${text} 2`, known)).toMatch(/^1 (\[redacted\])+G? 2$/);
    expect(withoutKnown('abcde abcdxy', known)).toBe('abcde abcdxy');
  });

  it('100 of those in an answer, so that an answer full of them is not slow', () => {
    const items = Array.from({ length: 120 }, (_, i) => ({ token: `answer-secret-${i}.` }));
    const shown = redact({ items, text: 'answer-secret-0. answer-secret-99. answer-secret-100.' });
    expect(shown).toMatchObject({ text: '[redacted] [redacted] answer-secret-100.' });
    // The field itself is hidden by its name.
    expect(shown).toHaveProperty('items.110.token', '[redacted]');
  });
});
