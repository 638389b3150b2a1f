import { Console } from 'node:console';
import { Writable } from 'node:stream';
import { inspect, types } from 'node:util';
import nock from 'nock';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { RequestError, SecretError, StatusCodeError, ToolbeltError, TransformError } from '../src/errors';
import { ErrorCodes, Toolbelt } from '../src/index';
import { failureOf } from './helpers/failure-of';

const PEM = '-----BEGIN PRIVATE KEY-----\nhunter2\n-----END PRIVATE KEY-----';
const OPTIONS = {
  url: 'https://user:hunter2@api.example.com/x?token=hunter2&page=2',
  method: 'POST',
  headers: {
    Authorization: 'Bearer hunter2',
    Cookie: 'sid=hunter2',
    'x-api-key': 'hunter2',
    Accept: 'text/plain',
  },
  auth: { user: 'user', pass: 'hunter2' },
  oauth: { consumer_secret: 'hunter2' },
  cert: PEM,
  key: PEM,
  form: { client_secret: 'hunter2', grant_type: 'client_credentials' },
};
const cause = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });

const ERRORS = [
  {
    name: 'StatusCodeError',
    make: () => new StatusCodeError(404, { a: 1 }, OPTIONS, { statusCode: 404 }),
    type: StatusCodeError,
    keys: ['name', 'statusCode', 'message'],
    hidden: ['error', 'options', 'response'],
    message: '404 - {"a":1}',
  },
  {
    name: 'RequestError',
    make: () => new RequestError(cause, OPTIONS, undefined),
    type: RequestError,
    keys: ['name', 'message', 'cause'],
    hidden: ['error', 'options', 'response'],
    message: 'Error: connect ECONNREFUSED',
  },
  {
    name: 'TransformError',
    make: () => new TransformError(cause, OPTIONS, { statusCode: 200 }),
    type: TransformError,
    keys: ['name', 'message', 'cause'],
    hidden: ['error', 'options', 'response'],
    message: 'Error: connect ECONNREFUSED',
  },
  {
    name: 'ToolbeltError',
    make: () => new ToolbeltError('com.example.code', 'what went wrong', cause),
    type: ToolbeltError,
    keys: ['name', 'code', 'cause'],
    message: 'what went wrong',
  },
  {
    name: 'SecretError',
    make: () => new SecretError(ErrorCodes.Secret.NOT_FOUND, 'what went wrong', cause),
    type: SecretError,
    keys: ['name', 'code', 'cause'],
    message: 'what went wrong',
  },
];

describe.each(ERRORS)('$name', ({ name, make, type, keys, message }) => {
  it('is an Error of its own class, by instanceof and by name', () => {
    const error = make();
    expect(error).toBeInstanceOf(Error);
    expect(error).toBeInstanceOf(type);
    expect(types.isNativeError(error)).toBe(true);
    expect(error.name).toBe(name);
    expect(error.message).toBe(message);
    expect(String(error)).toBe(`${name}: ${message}`);
  });

  it('has its own keys, and shows no others', () => {
    expect(Object.keys(make()).sort()).toEqual([...keys].sort());
  });

  it('has a stack that starts with its name and message, and goes on with the caller', () => {
    const [first, second] = (make().stack ?? '').split('\n');
    expect(first).toBe(`${name}: ${message}`);
    expect(second).toContain('errors.test.ts');
  });

  it('prints like that too', () => {
    expect(inspect(make()).split('\n')[0]).toBe(`${name}: ${message}`);
  });

  it('serialises to name, message and the rest', () => {
    expect(JSON.parse(JSON.stringify(make()))).toMatchObject({ name, message });
  });
});

it.each(ERRORS.slice(0, 3))(
  '$name has the fields of request-promise in its order, but enumerates those without credentials only',
  ({ make, keys, hidden = [] }) => {
    const error = make();
    expect(Object.keys(error)).toEqual(keys);
    expect(Object.getOwnPropertyNames(error).filter((name) => name !== 'stack')).toEqual([
      ...keys,
      ...hidden,
    ]);
    const shown = Object.keys(error.toJSON() as object);
    expect(shown.filter((name) => name !== 'cause')).toEqual(
      [...keys, ...hidden].filter((name) => name !== 'cause'),
    );
    for (const name of hidden) {
      const changed = { name };
      Reflect.set(error, name, changed);
      expect(Reflect.get(error, name)).toBe(changed);
      expect(Object.keys(error)).toEqual(keys);
      expect(Reflect.deleteProperty(error, name)).toBe(true);
      expect(name in error).toBe(false);
    }
  },
);

it('SecretError is a ToolbeltError, and without a cause it has no such key', () => {
  const error = new SecretError(ErrorCodes.Secret.NOT_FOUND, 'no');
  expect(error).toBeInstanceOf(ToolbeltError);
  expect('cause' in error).toBe(false);
});

it.each([
  { name: 'undefined', body: undefined, message: '500 - undefined' },
  { name: 'an empty text', body: '', message: '500 - ""' },
  { name: 'text', body: 'a "b"', message: '500 - "a \\"b\\""' },
  { name: 'an object', body: { a: [1] }, message: '500 - {"a":[1]}' },
])('StatusCodeError quotes a body as request-promise does: $name', ({ body, message }) => {
  expect(new StatusCodeError(500, body, {}, {}).message).toBe(message);
});

it.each([
  { name: 'an Error', cause, message: 'Error: connect ECONNREFUSED' },
  { name: 'text', cause: 'thrown text', message: 'thrown text' },
  { name: 'an object', cause: { a: 1 }, message: '[object Object]' },
  { name: 'undefined', cause: undefined, message: 'undefined' },
])(
  'RequestError and TransformError say what String() says of their cause: $name',
  ({ cause: thrown, message }) => {
    for (const error of [
      new RequestError(thrown, {}, undefined),
      new TransformError(thrown, {}, undefined),
    ]) {
      expect(error.message).toBe(message);
      expect(error.cause).toBe(thrown);
      expect(error.error).toBe(thrown);
    }
  },
);

describe('credentials', () => {
  const RESPONSE = {
    statusCode: 401,
    headers: { 'set-cookie': ['sid=hunter2'], 'content-type': 'application/json' },
    body: { error: 'denied', refresh_token: 'hunter2' },
  };
  const leaky = Object.assign(new Error('at https://user:hunter2@api.example.com/'), { options: OPTIONS });
  const CASES = [
    { name: 'StatusCodeError', make: () => new StatusCodeError(401, RESPONSE.body, OPTIONS, RESPONSE) },
    {
      name: 'StatusCodeError of text',
      make: () => new StatusCodeError(401, 'denied: token=hunter2', OPTIONS, RESPONSE),
    },
    {
      name: 'StatusCodeError of JSON text',
      make: () => new StatusCodeError(401, '{"error":"denied","client_secret":"hunter2"}', OPTIONS, RESPONSE),
    },
    { name: 'RequestError', make: () => new RequestError(leaky, OPTIONS, undefined) },
    { name: 'TransformError', make: () => new TransformError(leaky, OPTIONS, RESPONSE) },
    { name: 'ToolbeltError', make: () => new ToolbeltError('code', 'denied with Bearer hunter2', leaky) },
    {
      name: 'SecretError',
      make: () => new SecretError('code', 'denied', new RequestError(leaky, OPTIONS, RESPONSE)),
    },
  ];

  it.each(CASES)('are not serialised: $name', ({ make }) => {
    expect(JSON.stringify(make())).not.toContain('hunter2');
    expect(JSON.stringify({ nested: [make()] })).not.toContain('hunter2');
  });

  it.each(CASES)('are not printed: $name', ({ make }) => {
    for (const depth of [0, 2, 20]) expect(inspect(make(), { depth })).not.toContain('hunter2');
    expect(inspect({ nested: { error: make() } }, { depth: 20 })).not.toContain('hunter2');
    const printed: string[] = [];
    const stdout = new Writable({
      write(chunk, _encoding, done) {
        printed.push(String(chunk));
        done();
      },
    });
    const console = new Console(stdout);
    console.log(make());
    console.log('failed: %o', make());
    expect(printed).toHaveLength(2);
    expect(printed.join('').includes('hunter2')).toBe(false);
  });

  it.each(CASES.slice(0, 5))('stand in the live objects: $name', ({ make }) => {
    const error = make() as StatusCodeError;
    JSON.stringify(error);
    inspect(error);
    expect(error.options).toBe(OPTIONS);
    expect(OPTIONS.headers.Authorization).toBe('Bearer hunter2');
    expect(OPTIONS.form.client_secret).toBe('hunter2');
  });

  it('leave the rest readable', () => {
    const error = new StatusCodeError(
      401,
      RESPONSE.body,
      { ...OPTIONS, appKeySecretName: 'my-key' },
      RESPONSE,
    );
    expect(JSON.parse(JSON.stringify(error))).toMatchObject({
      name: 'StatusCodeError',
      statusCode: 401,
      error: { error: 'denied' },
      options: {
        url: expect.stringMatching(/api\.example\.com\/x\?.*page=2/),
        method: 'POST',
        headers: { Accept: 'text/plain' },
        form: { grant_type: 'client_credentials' },
        appKeySecretName: 'my-key',
      },
      response: {
        statusCode: 401,
        headers: { 'content-type': 'application/json' },
        body: { error: 'denied' },
      },
    });
    const printed = inspect(error, { depth: 20 });
    for (const text of ['401', 'denied', 'api.example.com', 'POST', 'my-key'])
      expect(printed).toContain(text);
  });
});

describe('from a call', () => {
  beforeEach(() => {
    nock.disableNetConnect();
    Toolbelt.configure({ whitelist: ['api.example.com'], proxy: false });
  });

  afterEach(() => {
    Toolbelt.reset();
    nock.cleanAll();
    nock.enableNetConnect();
  });

  async function errorOf(options: object): Promise<Error> {
    nock('https://api.example.com')
      .post('/x')
      .query(true)
      .reply(401, 'denied', { 'Set-Cookie': 'sid=hunter2' });
    return failureOf(Toolbelt.HTTPClient().post({ url: 'https://api.example.com/x', ...options }));
  }

  it.each([
    { name: 'URL user info', options: { url: 'https://user:hunter2@api.example.com/x' } },
    { name: 'URL user info with an @', options: { url: 'https://user:p@hunter2@api.example.com/x' } },
    { name: "URL user info with a '", options: { url: "https://user:p'hunter2@api.example.com/x" } },
    { name: 'auth', options: { auth: { user: 'user', pass: 'hunter2' } } },
    { name: 'bearer', options: { auth: { bearer: 'hunter2' } } },
    { name: 'oauth', options: { oauth: { consumer_key: 'k', consumer_secret: 'hunter2' } } },
    {
      name: 'oauth PLAINTEXT in the query',
      options: {
        oauth: {
          consumer_key: 'k',
          consumer_secret: 'hunter2',
          signature_method: 'PLAINTEXT',
          transport_method: 'query',
        },
      },
    },
    {
      name: 'headers',
      options: { headers: { authorization: 'hunter2', Cookie: 'a=hunter2', 'X-API-Key': 'hunter2' } },
    },
    { name: 'a form', options: { form: { password: 'hunter2' } } },
    { name: 'a JSON text', options: { body: '{"password":"hunter2"}' } },
    { name: 'a query', options: { qs: { access_token: 'hunter2' } } },
    { name: 'a proxy', options: { proxy: 'http://user:hunter2@proxy.example:3128' } },
    { name: 'a proxy without scheme', options: { proxy: 'user:hunter2@proxy.example:3128' } },
    { name: 'a passphrase', options: { passphrase: 'hunter2' } },
  ])('neither JSON nor console shows $name', async ({ options }) => {
    const error = await errorOf(options);
    expect(error).toMatchObject({ name: 'StatusCodeError', response: { statusCode: 401, body: 'denied' } });
    for (const shown of [JSON.stringify(error), inspect(error, { depth: 20 })]) {
      expect(shown).toContain('denied');
      expect(shown.includes('hunter2')).toBe(false);
    }
  });
});
