import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createSendCall, sendToFoundHosts } from '../../../src/http/client/send-call';
import { createHttpCore } from '../../../src/http/http-core';
import type { HttpRequestOptions } from '../../../src/http/request/options';
import type { HttpResponse } from '../../../src/http/response/types';
import { failureOf } from '../../helpers/failure-of';

const core = createHttpCore();
const send = createSendCall(core);
let warnings: string[];

beforeEach(() => {
  warnings = [];
  core.configuration.configure({ whitelist: [], logger: { warn: (line) => warnings.push(line) } });
});
afterEach(() => core.reset());

/** The options that a call shows in its error. Its host is denied, so nothing is sent. */
async function optionsOf(options: HttpRequestOptions): Promise<HttpRequestOptions> {
  const error = await failureOf<{ options: HttpRequestOptions }>(
    send({ uri: 'http://denied.example', ...options }),
  );
  return error.options;
}

/** The warnings about a call, without that about its host. */
async function warningsOf(options: HttpRequestOptions): Promise<string[]> {
  await failureOf(send(options));
  return warnings.filter((line) => !line.includes('not whitelisted'));
}

it('reads nothing that an options object inherits', async () => {
  const { message } = await failureOf<Error>(send(Object.create({ uri: 'http://denied.example' })));
  expect(message).toContain('options.uri');
  const given = Object.assign(Object.create({ headers: { a: '1' }, qs: { b: 1 }, timeot: 1 }), {
    method: 'PUT',
  });
  expect(Object.keys(await optionsOf(given))).not.toContain('headers');
  expect(await warningsOf(given)).toEqual([]);
});

describe('the defaults', () => {
  it('are those of request-promise, in its order', async () => {
    const options = await optionsOf({});
    expect(Object.keys(options)).toEqual([
      ...['uri', 'callback', 'transform', 'simple', 'resolveWithFullResponse', 'transform2xxOnly'],
    ]);
    expect(options).toMatchObject({ simple: true, resolveWithFullResponse: false, transform2xxOnly: false });
    expect([typeof options.callback, options.transform]).toEqual(['function', undefined]);
    expect(options.callback?.(null, undefined, undefined)).toBeUndefined();
  });

  it.each<[HttpRequestOptions, object]>([
    [{ simple: false }, { simple: false }],
    [{ simple: 'no' as never }, { simple: true }],
    [{ resolveWithFullResponse: true }, { resolveWithFullResponse: true }],
    [{ resolveWithFullResponse: 1 as never }, { resolveWithFullResponse: false }],
    [{ transform2xxOnly: true }, { transform2xxOnly: true }],
    [{ transform2xxOnly: 1 as never }, { transform2xxOnly: false }],
    [{ method: 'post' }, { method: 'POST' }],
  ])('of %j are %j', async (options, expected) => {
    expect(await optionsOf(options)).toMatchObject(expected);
  });

  it.each(['auth', 'form', 'jar', 'json', 'multipart', 'oauth', 'qs'])(
    'leave out a function of the name %s, and no other value',
    async (name) => {
      expect(await optionsOf({ [name]: () => {} })).not.toHaveProperty(name);
      expect(await optionsOf({ [name]: null })).toHaveProperty(name, null);
    },
  );

  it('of a HEAD resolve with the headers or the response', async () => {
    for (const method of ['HEAD', 'head']) {
      const { transform } = await optionsOf({ method });
      const response = { headers: { a: 'b' } } as unknown as HttpResponse;
      expect(transform?.('', response, false)).toEqual({ a: 'b' });
      expect(transform?.('', response, true)).toBe(response);
    }
    const own = () => 'own';
    expect((await optionsOf({ method: 'HEAD', transform: own })).transform).toBe(own);
    expect((await optionsOf({ method: 1 as never })).transform).toBeUndefined();
  });
});

describe('warns once', () => {
  const uri = 'http://denied.example';

  it.each<[HttpRequestOptions, string[]]>([
    [{ uri, hawk: {} }, ['the option "hawk" of request is not supported and has no effect.']],
    [{ uri, hawk: undefined, json: true, servername: 'a' }, []],
    [
      { uri, hostname: 'a', socketPath: '/a', protocol: undefined },
      ['hostname', 'socketPath'].map(
        (name) =>
          `"${name}" has no effect: a connection goes where the URL says, and only options of Node that leave the ` +
          'target alone count.',
      ),
    ],
    [{ uri, timout: 1 }, ['the option "timout" is not known and has no effect: did you mean "timeout"?']],
    [{ uri, data: 1 }, ['the option "data" is not known and has no effect: did you mean "body"?']],
    [
      { uri, agentOptions: { host: 'b', family: 4 } },
      [
        '"agentOptions.host" has no effect: a connection goes where the URL says, and only options of Node that leave the ' +
          'target alone count.',
      ],
    ],
    [
      { uri: 'api.example.com' },
      ['"api.example.com" has no scheme: did you mean "https://api.example.com"?'],
    ],
    [
      { url: 'api.example.com:81/a' },
      ['"api.example.com:81/a" has no scheme: did you mean "https://api.example.com:81/a"?'],
    ],
    [
      { uri: '', url: 'a-b.example.com?c' },
      ['"a-b.example.com?c" has no scheme: did you mean "https://a-b.example.com?c"?'],
    ],
    [{ uri: 'api.example.com', baseUrl: uri }, []],
    [{ uri: '/api.example.com' }, []],
    [{ uri: ' HTTPS://denied.example' }, []],
    [{ uri: 'localhost' }, []],
    [{ uri: 'a.b.' }, []],
    [{ uri: 'api.example.com:x' }, []],
  ])('%j', async (options, messages) => {
    expect(await warningsOf(options)).toEqual(
      messages.map((text) => `[lp-faas-toolbelt] HTTPClient: ${text}`),
    );
    expect(await warningsOf(options)).toHaveLength(messages.length);
  });

  it('about no option that cannot be read, but rejects', async () => {
    const options = Object.defineProperty({ uri, hawk: {} }, 'agentOptions', {
      enumerable: true,
      get() {
        throw new Error('of the caller');
      },
    });
    const given = Object.setPrototypeOf(options, null);
    expect(() => send(given)).toThrow('of the caller');
  });
});

describe('a call', () => {
  it('ends with the signal of the client, or with its own', async () => {
    const signal = AbortSignal.abort(new Error('enough'));
    expect((await failureOf(send({ uri: 'http://denied.example', signal }))).cause?.message).toBe('enough');
    const extras = { signal: AbortSignal.abort(new Error('of the client')) };
    const call = send({ uri: 'http://denied.example', signal }, extras);
    expect((await failureOf(call)).cause?.message).toBe('of the client');
  });

  it('leaves what its client adds to its hops', async () => {
    const admit = vi.spyOn(core.admission, 'admit').mockRejectedValue(new Error('asked'));
    const allows = () => true;
    await failureOf(send({ uri: 'http://denied.example' }, { admission: 'queue', allows }));
    expect(admit.mock.lastCall?.[0]).toMatchObject({ admission: 'queue', allows });
    admit.mockRestore();
  });
});

it('lets a client call the hosts that it has found', async () => {
  const plain = vi.fn();
  const find = vi.fn(async () => 'https://found.example.com:8443');
  const client = sendToFoundHosts(plain as never, find);
  client.send({ uri: '/' }, { admission: 'queue' });
  const [options, extras] = plain.mock.lastCall ?? [];
  expect([options, extras]).toEqual([{ uri: '/' }, { admission: 'queue', allows: expect.any(Function) }]);
  expect(extras.allows('found.example.com')).toBe(false);
  const signal = new AbortController().signal;
  expect(await client.origin('service', 'account', signal)).toBe('https://found.example.com:8443');
  expect(find.mock.calls).toEqual([['service', 'account', signal]]);
  expect(['found.example.com', 'other.example.com'].map(extras.allows)).toEqual([true, false]);
});
