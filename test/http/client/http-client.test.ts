import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, expectTypeOf, it, vi } from 'vitest';
import type { OPTION_NAMES } from '../../../src/http/request/option-names';
import { type HttpRequestOptions, Toolbelt } from '../../../src/index';
import { untilTestEnds } from '../../helpers/listen';
import { startServer } from '../../helpers/with-server';

let warnings: string[];

beforeEach(() => {
  warnings = [];
  Toolbelt.configure({ whitelist: ['127.0.0.1'], logger: { warn: (line) => warnings.push(line) } });
});
afterEach(() => Toolbelt.reset());

describe('HTTPClient warns once', () => {
  it('about an option of request that it does not support', async () => {
    const client = Toolbelt.HTTPClient();
    const calls = [1, 2].map(() => client('http://127.0.0.1:1/', { hawk: {} }));
    for (const call of calls) await expect(call).rejects.toThrow('ECONNREFUSED');
    expect(warnings).toEqual([
      '[lp-faas-toolbelt] HTTPClient: the option "hawk" of request is not supported and has no effect.',
    ]);
  });

  it.each([
    ['header', 'headers'],
    ['timout', 'timeout'],
    ['data', 'body'],
    ['params', 'qs'],
    ['Json', 'json'],
    ['followRedirects', 'followRedirect'],
    ['resolveWithFullresponse', 'resolveWithFullResponse'],
    ['cipher', 'ciphers'],
  ])('about the option %s, which is a misspelling of %s', async (name, meant) => {
    const client = Toolbelt.HTTPClient();
    const calls = [1, 2].map(() => client('http://127.0.0.1:1/', { [name]: {} }));
    for (const call of calls) await expect(call).rejects.toThrow('ECONNREFUSED');
    expect(warnings).toEqual([
      `[lp-faas-toolbelt] HTTPClient: the option "${name}" is not known and has no effect: did you mean "${meant}"?`,
    ]);
  });

  it('with every option of the type among the known names', () => {
    type Named = keyof {
      [Name in keyof HttpRequestOptions as string extends Name
        ? never
        : number extends Name
          ? never
          : Name]: 1;
    };
    expectTypeOf<Exclude<Named, (typeof OPTION_NAMES)[number]>>().toBeNever();
  });

  it('not about options that look like no other, nor about those it knows', async () => {
    const options = {
      requestId: 1,
      retries: 3,
      id: 'a',
      constructor: 1,
      lookup: undefined,
      ciphers: undefined,
    };
    await expect(Toolbelt.HTTPClient()('http://127.0.0.1:1/', options)).rejects.toThrow('ECONNREFUSED');
    expect(warnings).toEqual([]);
  });

  it.each(['api.example.com/x', 'api.example.com:8080', 'example.org?a=1'])(
    'about the missing scheme of %s, beside the rejection in request’s words',
    async (url) => {
      for (const call of [1, 2].map(() => Toolbelt.HTTPClient()(url))) {
        await expect(call).rejects.toThrow(/^Error: Invalid (URI|protocol)/);
      }
      expect(warnings).toEqual([
        `[lp-faas-toolbelt] HTTPClient: "${url}" has no scheme: did you mean "https://${url}"?`,
      ]);
    },
  );

  it.each(['/path', 'nonsense', 'ftp://example.com/', ''])('not for %j, which is no host', async (url) => {
    await expect(Toolbelt.HTTPClient()(url)).rejects.toThrow(/^Error: /);
    expect(warnings).toEqual([]);
  });
});

describe('debug output', () => {
  it.each([
    { name: 'no proxy', proxy: undefined, shown: 'proxy none' },
    { name: 'a proxy that is switched off', proxy: 'off', shown: 'proxy none' },
    { name: 'a value that is no proxy', proxy: 'socks5://u:hunter2@p', shown: 'proxy not a URL' },
  ])('names $name in the line about the settings', async ({ proxy, shown }) => {
    const lines: string[] = [];
    Toolbelt.configure({ logger: { debug: (line) => lines.push(line), warn: () => {} } });
    if (proxy === 'off') Toolbelt.configure({ proxy: false });
    else if (proxy) process.env.HTTPS_PROXY = proxy;
    await expect(Toolbelt.HTTPClient()('http://127.0.0.1:1/')).rejects.toThrow('ECONNREFUSED');
    expect(lines[0]).toContain(shown);
    expect(lines.join('\n')).not.toContain('hunter2');
  });
});

describe('a callback that throws', () => {
  it.each([
    { name: 'after a response', status: 200 },
    { name: 'after an error', status: undefined },
    { name: 'under fake timers', status: 200, isFaked: true },
  ])(
    '$name: its own error is uncaught, neither swallowed nor the call’s, which settles',
    async ({ status, isFaked = false }) => {
      const server = untilTestEnds(await startServer((_request, response) => response.end('ok')));
      const url = status === undefined ? 'http://127.0.0.1:1/' : server.url();
      const bug = new Error('a bug of the callback');
      if (isFaked) vi.useFakeTimers({ toFake: ['setImmediate', 'setTimeout'] });
      const others = process.listeners('uncaughtException');
      process.removeAllListeners('uncaughtException');
      try {
        const uncaught = new Promise((resolve) => process.once('uncaughtException', resolve));
        const call = Toolbelt.HTTPClient()(url, () => {
          throw bug;
        });
        if (status === undefined) await expect(call).rejects.toThrow('ECONNREFUSED');
        else await expect(call).resolves.toBe('ok');
        expect(await uncaught).toBe(bug);
      } finally {
        vi.useRealTimers();
        for (const listener of others) process.on('uncaughtException', listener);
      }
    },
  );
});

it('sends a body once to a stream that is piped to from the response listener', async () => {
  const server = untilTestEnds(await startServer((_request, response) => response.end('abc')));
  const received = new PassThrough();
  const call = Toolbelt.HTTPClient()(server.url('/'));
  call.on('response', () => call.pipe(received));
  expect(await text(received)).toBe('abc');
});
