import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import type { HttpRequestOptions } from '../../../src/http/request/options';
import {
  type PrepareContext,
  prepareRequest,
  UNSUPPORTED_OPTIONS,
} from '../../../src/http/request/request-options';

const url = 'http://user:word@api.example.com/a';

function prepared(options: HttpRequestOptions = {}, context: Partial<PrepareContext> = {}) {
  return prepareRequest(
    { url, ...options },
    { method: undefined, defaultHeaders: {}, maxResponseBytes: 1_000, ...context },
  );
}

/** What a call says about its connection. */
const connectionOf = (options: HttpRequestOptions) => prepared(options).connection;

it('prepares a call without options', async () => {
  const { body, authorizer, headers, ...request } = prepared();
  expect(request).toEqual({
    method: 'GET',
    url: new URL(url),
    jar: undefined,
    maxResponseBytes: 1_000,
    connection: {
      tls: undefined,
      agentOptions: undefined,
      proxy: undefined,
      tunnel: undefined,
      maxHeaderSize: undefined,
      timeoutMs: 0,
      admission: undefined,
      allows: undefined,
    },
  });
  expect(headers.toObject()).toEqual({});
  expect(await body).toBeUndefined();
  expect(authorizer?.known?.()).toBe('Basic dXNlcjp3b3Jk');
});

it('takes method, limits and admission from the call', () => {
  const allows = () => true;
  const call = { tunnel: false, maxHeaderSize: 9, timeout: 5, maxResponseBytes: 7, jar: true };
  const { method, maxResponseBytes, jar, connection } = prepared(call, {
    method: 'post',
    admission: 'queue',
    allows,
  });
  expect([method, maxResponseBytes, typeof jar]).toEqual(['post', 7, 'object']);
  expect(connection).toMatchObject({
    tunnel: false,
    maxHeaderSize: 9,
    timeoutMs: 5,
    admission: 'queue',
    allows,
  });
  expect(prepared({}, { method: '' }).method).toBe('GET');
});

describe('headers', () => {
  it('are those of the call, and the defaults that it leaves out', () => {
    const headers = { 'User-Agent': 'mine', none: undefined, count: 0, gone: null };
    const defaults = { 'user-agent': 'ours', 'LP-URL': 'account' };
    expect(prepared({ headers }, { defaultHeaders: defaults }).headers.toObject()).toEqual({
      'User-Agent': 'mine',
      count: 0,
      gone: null,
      'LP-URL': 'account',
    });
  });

  it.each([
    [{ gzip: true }, 'gzip, deflate, br'],
    [{ gzip: false }, undefined],
    [{ gzip: true, headers: { 'Accept-Encoding': 'br' } }, 'br'],
  ])('ask for a compressed answer: %j', (options, expected) => {
    expect(prepared(options).headers.get('accept-encoding')).toBe(expected);
  });
});

describe('credentials', () => {
  const authorization = 'of the caller';

  it.each<[string, HttpRequestOptions, string | undefined]>([
    ['of auth', { auth: { user: 'a', pass: 'b' } }, 'Basic YTpi'],
    ['of auth before a header', { auth: { bearer: 'x' }, headers: { authorization } }, 'Bearer x'],
    ['of a header before the URL', { headers: { Authorization: authorization } }, undefined],
    ['of the URL, if auth is empty', { auth: null as never }, 'Basic dXNlcjp3b3Jk'],
  ])('are those %s', (_name, options, known) => {
    expect(prepared(options).authorizer?.known?.()).toBe(known);
  });

  it('are those of oauth before those of auth, and those of a client before both', () => {
    const options = { oauth: { consumer_key: 'k' }, auth: { bearer: 'x' } };
    const { authorizer } = prepared(options);
    expect([typeof authorizer?.authorize, authorizer?.known]).toEqual(['function', undefined]);
    const ours = { authorize() {} };
    expect(prepared(options, { authorizer: ours }).authorizer).toBe(ours);
  });
});

describe('refuses', () => {
  const ENCODING = { code: 'ERR_UNKNOWN_ENCODING' };
  const TYPE = { code: 'ERR_INVALID_ARG_TYPE' };
  const NO_BODY = 'HTTP HEAD requests MUST NOT include a request body.';
  const NO_SIGNAL = 'options.signal must be an AbortSignal.';
  const NO_NAMES =
    'options.redirectHeaders must be a list of header names other than "host", such as ["x-trace"].';
  const NO_PROXY =
    'options.proxy must be a URL such as "http://proxy.example.com:8080", or false for no proxy';

  it.each<[object, string, object]>([
    [{ method: 'HEAD', body: 'x' }, NO_BODY, {}],
    [{ method: 'HEAD', multipart: [] }, NO_BODY, {}],
    [{ method: 'HEAD', json: { a: 1 } }, NO_BODY, {}],
    [{ encoding: 'x' }, 'Unknown encoding: x', ENCODING],
    [{ encoding: 1 }, 'Unknown encoding: 1', ENCODING],
    [{ encoding: '' }, 'Unknown encoding: ', ENCODING],
    [{ signal: {} }, NO_SIGNAL, TYPE],
    [{ redirectHeaders: 'x-trace' }, NO_NAMES, TYPE],
    [{ redirectHeaders: [1] }, NO_NAMES, TYPE],
    [{ redirectHeaders: ['x-trace', ''] }, NO_NAMES, TYPE],
    [{ redirectHeaders: ['x trace'] }, NO_NAMES, TYPE],
    [{ redirectHeaders: ['x-trace', 'Host'] }, NO_NAMES, TYPE],
    [{ redirectHeaders: null }, NO_NAMES, TYPE],
    [{ proxy: 1 }, NO_PROXY, {}],
    [{ proxy: {} }, NO_PROXY, {}],
  ])('%j', (options, message, details) => {
    let error: unknown;
    try {
      const call = options as HttpRequestOptions;
      prepared(call, { method: call.method });
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toBeInstanceOf(Error);
    expect((error as Error).message).toBe(message);
    expect({ ...(error as Error) }).toEqual(details);
  });

  it('nothing else of these options', () => {
    const signal = new AbortController().signal;
    const calls: HttpRequestOptions[] = [
      { method: 'HEAD' },
      { method: 'HEAD', json: true },
      { method: 'POST', body: 'x' },
      { encoding: null },
      { encoding: 'latin1' },
      { signal },
      { signal: null },
      { redirectHeaders: [] },
      { redirectHeaders: ['x-trace', 'x-host', 'host-x'] },
    ];
    for (const call of calls) expect(() => prepared(call, { method: call.method })).not.toThrow();
  });
});

describe('a body', () => {
  it('that cannot be built fails the request later, and not the process', async () => {
    const { body } = prepared({ body: 1 });
    await new Promise(setImmediate);
    await expect(body).rejects.toThrow('Argument error, options.body.');
  });

  const stream = Readable.from([]);
  const context = { method: undefined, defaultHeaders: {}, maxResponseBytes: 1 };
  const piped = (options: HttpRequestOptions, extras: object, method?: string) =>
    prepareRequest({ url, ...options }, { ...context, method }, { stream, headers: [], ...extras });

  it('that is piped in brings its headers, and takes the place of any other', async () => {
    const request = piped(
      { body: 'text', headers: { a: 'mine' } },
      {
        headers: [
          ['A', 'theirs'],
          ['b', 2],
          ['c', undefined],
        ],
      },
    );
    expect(await request.body).toBe(stream);
    expect(request.headers.toObject()).toEqual({ a: 'mine', b: 2 });
  });

  it.each([
    [undefined, 'PUT', 'PUT'],
    ['POST', 'PUT', 'POST'],
    [undefined, undefined, 'GET'],
  ])('into the method %s from the method %s makes %s', (method, theirs, expected) => {
    expect(piped({}, { method: theirs }, method).method).toBe(expected);
  });

  it.each([
    [true, false, [], 'application/json'],
    [true, true, [], undefined],
    [true, undefined, [], undefined],
    [false, false, [], undefined],
    [true, false, [['content-type', 'text/plain']], 'text/plain'],
  ])('with json %s that is a file (%s) and brings %j has the type %s', (json, isFile, headers, type) => {
    expect(piped({ json }, { isFile, headers }).headers.get('content-type')).toBe(type);
  });
});

describe('tls', () => {
  const all = { cert: 'c', key: 'k', pfx: 'p', passphrase: 'w', ca: 'a' };

  it.each<[string, HttpRequestOptions, object | undefined]>([
    ['all options', { ...all, rejectUnauthorized: false }, { ...all, rejectUnauthorized: false }],
    ...Object.entries(all).map(([name, value]): [string, HttpRequestOptions, object] => [
      `${name} alone`,
      { [name]: value },
      { [name]: value },
    ]),
    ['an empty option', { ca: '' }, { ca: '' }],
    ['an option before that of the agent', { ca: 'a', agentOptions: { ca: 'b' } }, { ca: 'a' }],
    ['an empty option after that of the agent', { ca: '', agentOptions: { ca: 'b' } }, undefined],
    ['a certificate alone beside that of the agent', { cert: 'c', agentOptions: { cert: 'b' } }, undefined],
    ['a key alone beside that of the agent', { key: 'k', agentOptions: { key: 'b' } }, undefined],
    [
      'a certificate and a key before those of the agent',
      { cert: 'c', key: 'k', agentOptions: { cert: 'x', key: 'y' } },
      { cert: 'c', key: 'k' },
    ],
  ])('%s', (_name, options, tls) => {
    expect(connectionOf(options).tls).toEqual(tls);
  });

  it.each<[HttpRequestOptions, boolean]>([
    [{ strictSSL: false }, false],
    [{ strictSSL: true }, true],
    [{ rejectUnauthorized: false }, false],
    [{ rejectUnauthorized: true, strictSSL: false }, true],
    [{ rejectUnauthorized: false, strictSSL: true }, true],
    [{ agentOptions: { rejectUnauthorized: false } }, false],
    [{ agentOptions: { rejectUnauthorized: true }, strictSSL: false }, true],
    [{ strictSSL: null as never }, true],
    [{ strictSSL: 0 as never }, true],
  ])('is verified by the strictest of %j: %s', (options, rejectUnauthorized) => {
    expect(connectionOf(options).tls).toEqual({ rejectUnauthorized });
  });
});

describe('the options of the agent', () => {
  it.each<[string, HttpRequestOptions, object | undefined]>([
    ['are those of the call', { servername: 'a', lookup: undefined }, { servername: 'a' }],
    [
      'leave out what leads elsewhere',
      { agentOptions: { host: 'b', family: 6 }, socketPath: '/x' },
      { family: 6 },
    ],
    [
      'are those of agentOptions first',
      { servername: 'a', agentOptions: { servername: 'b' } },
      { servername: 'b' },
    ],
    ...['ciphers', 'secureOptions', 'secureProtocol'].flatMap(
      (name): [string, HttpRequestOptions, object][] => [
        [`but for ${name}`, { [name]: 'a', agentOptions: { [name]: 'b' } }, { [name]: 'a' }],
        [`unless ${name} is empty`, { [name]: '', agentOptions: { [name]: 'b' } }, { [name]: 'b' }],
      ],
    ),
    ['may be empty', { agentOptions: {} }, {}],
  ])('%s', (_name, options, expected) => {
    expect(connectionOf(options).agentOptions).toEqual(expected);
  });

  it('are the object of the caller if nothing of it is left out, so that it is recognised', () => {
    const agentOptions = { family: 6 };
    expect(connectionOf({ agentOptions }).agentOptions).toBe(agentOptions);
  });
});

it.each([
  [undefined, undefined],
  [null, null],
  [false, null],
  ['', null],
  ['http://proxy.example.com', 'http://proxy.example.com'],
  [new URL('http://proxy.example.com/'), 'http://proxy.example.com/'],
])('the proxy %s is %s', (proxy, text) => {
  expect(connectionOf({ proxy } as HttpRequestOptions).proxy).toBe(text);
});

it.each([
  [1, 1],
  [0.5, 0.5],
  [0, 0],
  [-1, 0],
  [Number.NaN, 0],
  [Number.POSITIVE_INFINITY, 0],
  ['100', 0],
])('the timeout %s is %d ms', (timeout, timeoutMs) => {
  expect(connectionOf({ timeout: timeout as number }).timeoutMs).toBe(timeoutMs);
});

it('names the options of request that have no effect', () => {
  expect(UNSUPPORTED_OPTIONS.join(' ')).toBe(
    'agent agentClass aws forever har hawk httpSignature insecureHTTPParser joinDuplicateHeaders pool ' +
      'proxyHeaderWhiteList proxyHeaderExclusiveList',
  );
});
