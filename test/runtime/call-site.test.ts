import { inspect } from 'node:util';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Client } from '../../src/functions-client';
import { StatusCodeError, Toolbelt } from '../../src/index';
import { invoke } from '../../src/testing/invoke';
import { createPlatform, type Platform } from '../../src/testing/platform/platform';
import { failureOf } from '../helpers/failure-of';
import { type KeptCertificates, makeCertificates } from '../helpers/make-certificates';

let platform: Platform;
beforeEach(() => {
  platform = createPlatform({ rateLimit: { mode: 'off' } });
});
afterEach(() => platform.close());

const http = Toolbelt.HTTPClient();

// The name stands for that of a lambda: it must be in the stack of what the call rejects with.
async function functionOfTheUser(call: () => PromiseLike<unknown>): Promise<unknown> {
  return await call();
}

it.each<[name: string, call: () => PromiseLike<unknown>, request: string]>([
  [
    'HTTPClient',
    () => http.post('https://api.example.com/orders?key=s3cr3t', { json: { a: 1 } }),
    'POST https://api.example.com/orders',
  ],
  [
    'LpClient',
    () => Toolbelt.LpClient()('msgHist', '/messaging_history/api/account/12345678/nothing'),
    'GET https://va.msghist.liveperson.net/messaging_history/api/account/12345678/nothing',
  ],
])('a rejection of %s names the request, and the line that made it', async (_name, call, request) => {
  platform.host('api.example.com').post('/orders').reply(404, 'nf');
  platform.fail('msgHist', { status: 404 });
  const { stack = '' } = await failureOf(functionOfTheUser(call));
  expect(stack).toContain(`\n    for ${request}\n`);
  expect(stack).toMatch(/at (async )?functionOfTheUser .*call-site\.test\.ts:\d+:\d+/);
  expect(stack).not.toContain('s3cr3t');
});

it('a rejection has the line also where stacks are short', async () => {
  platform.host('api.example.com').get('/orders').reply(404, 'nf');
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 1;
  const failure = failureOf(functionOfTheUser(() => http('https://api.example.com/orders')));
  Error.stackTraceLimit = stackTraceLimit;
  expect((await failure).stack).toMatch(/at (async )?functionOfTheUser .*call-site\.test\.ts:\d+:\d+/);
});

it('the error of a lambda has its line, also where the call failed on the network, and keeps its message', async () => {
  platform.host('api.example.com').get('/orders').reply(404, 'nf');
  platform.fail('api.example.com', { error: 'ECONNRESET' });
  const outcome = async () =>
    (
      await invoke(async function theLambda(_input, callback) {
        callback(null, await http('https://api.example.com/orders'));
      })
    ).error?.cause as Error;
  const [reset, notFound] = [await outcome(), await outcome()];
  for (const error of [reset, notFound]) {
    expect(inspect(error)).toContain('for GET https://api.example.com/orders');
    expect(inspect(error)).toMatch(/at theLambda .*call-site\.test\.ts/);
  }
  expect(notFound).toBeInstanceOf(StatusCodeError);
  expect(notFound.message).toBe('404 - "nf"');
  expect(notFound.stack).toMatch(/^StatusCodeError: 404 - "nf"\n/);
});

it.each<[name: string, call: () => PromiseLike<unknown>]>([
  ['HTTPClient', () => http.put('https://api.example.com/slow', { body: 's3cr3t' })],
  ['fetch', () => fetch('https://api.example.com/slow?key=s3cr3t', { method: 'put' })],
])('a lambda that is too slow is told which call of %s it waits for', async (_name, call) => {
  platform.host('api.example.com').put('/slow').reply(200);
  platform.fail('api.example.com', { delayMs: 60_000 });
  const { error, diagnostics } = await invoke(
    function theLambda(_input, callback) {
      call().then(() => callback(), callback);
    },
    {},
    { timeoutMs: 50 },
  );
  expect(error?.stack).toMatch(
    /within 50 ms\.\n[\s\S]*\n {4}for PUT https:\/\/api\.example\.com\/slow\n.*call-site\.test\.ts/,
  );
  expect(error?.stack).toContain('theLambda');
  // The call could still have ended the lambda, so the lambda has not ended.
  expect(diagnostics).toEqual([
    {
      code: 'limit-exceeded',
      message: expect.stringMatching(
        /within 50 ms\. It waits for the call PUT https:\/\/api\.example\.com\/slow \(\S+call-site\.test\.ts:\d+:\d+\)\. LivePerson/,
      ),
    },
  ]);
});

describe('fetch in a lambda', () => {
  const failing = async (lambda: (input: unknown) => unknown) => {
    const { error } = await invoke(lambda, {}, { form: 'v2' });
    return (error as { cause: Error } | undefined)?.cause.stack;
  };

  it.each<[name: string, call: () => Promise<unknown>]>([
    ['a text', () => fetch('https://api.example.com/orders?key=s3cr3t', { method: 'POST', body: '1' })],
    ['a URL', () => fetch(new URL('https://api.example.com/orders'), { method: 'post' })],
    ['a Request', () => fetch(new Request('https://api.example.com/orders', { method: 'POST' }))],
  ])('of %s names the request, and the line that made it', async (_name, call) => {
    platform.host('api.example.com').post('/orders').reply(200);
    platform.fail('api.example.com', { error: 'ECONNRESET' });
    const stack = await failing(async function theLambda() {
      await call();
    });
    expect(stack).toMatch(
      /\n {4}for POST https:\/\/api\.example\.com\/orders\n.*call-site\.test\.ts:\d+:\d+/,
    );
    expect(stack).toContain('at theLambda');
  });

  it('names a request that nothing answers, and keeps its own message for what is no address', async () => {
    expect(await failing(() => fetch('https://nobody.example.com/x'))).toContain(
      '\n    for GET https://nobody.example.com/x\n',
    );
    expect(await failing(() => fetch('no address'))).toContain('Failed to parse URL from no address\n');
  });

  it('leaves a mock of fetch as it is', async () => {
    const mock = Object.assign(() => Promise.resolve('mocked'), { calls: 7 });
    const { fetch: usual } = globalThis;
    globalThis.fetch = mock as never;
    try {
      const lambda = async () => [
        await fetch('https://a.example.com/'),
        (fetch as never as typeof mock).calls,
      ];
      const { result } = await invoke(lambda as never, {}, { form: 'v2' });
      expect(result).toEqual(['mocked', 7]);
      expect(globalThis.fetch).toBe(mock);
    } finally {
      globalThis.fetch = usual;
    }
  });
});

it('nothing is noted when nobody watches', async () => {
  await platform.close();
  const { stack = '' } = await failureOf(http('https://api.example.com/'));
  expect(stack).not.toContain('for GET');
});

describe('the other clients', () => {
  let certificates: KeptCertificates;
  beforeAll(() => {
    certificates = makeCertificates();
  });
  afterAll(() => certificates?.remove());

  const salesforce = () => {
    const { instanceUrl, accessToken } = platform.salesforce.settings;
    return Toolbelt.SFClient().connectToSalesforce({ instanceUrl, accessToken });
  };
  const functions = () => new Client({ accountId: platform.accountId, authStrategy: () => 'Bearer wrong' });
  const data = 'https://test-account.my.salesforce.com/services/data/v50.0';
  const calls: Array<[name: string, call: () => PromiseLike<unknown>, request: string, isReset?: true]> = [
    [
      'MTLSClient',
      () =>
        Toolbelt.MTLSClient(certificates.client('lambda')).put(
          'https://bank.example.com/pay?pin=s3cr3t',
          {},
          '1',
        ),
      'PUT https://bank.example.com/pay',
    ],
    [
      'a query of SFClient',
      () => salesforce().query('SELECT Id FROM Contact') as PromiseLike<unknown>,
      `GET ${data}/query`,
    ],
    [
      'a query of SFClient with a callback',
      () =>
        new Promise((resolve, reject) => {
          salesforce().query('SELECT Id FROM Contact', (error, result) =>
            error ? reject(error) : resolve(result),
          );
        }),
      `GET ${data}/query`,
    ],
    [
      'a record of SFClient',
      () => salesforce().sobject('Contact').create({ LastName: 's3cr3t' }) as PromiseLike<unknown>,
      `POST ${data}/sobjects/Contact`,
    ],
    [
      'a login of SFClient',
      () =>
        Toolbelt.SFClient().connectToSalesforce({}).login('a@example.com', 's3cr3t') as PromiseLike<unknown>,
      'POST https://login.salesforce.com/services/Soap/u/50.0',
    ],
    [
      'the functions client',
      () =>
        functions().invoke({
          lambdaUuid: 'x',
          externalSystem: 'test',
          body: { payload: {} },
          failOnErrorStatusCode: true,
        }),
      'POST http',
    ],
  ];

  it.each(calls)('%s names the request, and the line that made it', async (_name, call, request) => {
    platform.whitelist.add(...platform.salesforce.hosts, 'bank.example.com');
    platform.fail('bank.example.com', { error: 'ECONNRESET' });
    for (const fault of [
      { error: 'ECONNRESET' },
      { status: 400, body: [{ errorCode: 'X', message: 'no' }] },
    ]) {
      platform.fail('salesforce', fault);
      platform.fail('faasGW', { status: 400 });
      const { stack = '' } = await failureOf(functionOfTheUser(call));
      expect(stack).toContain(`\n    for ${request}`);
      expect(stack.split('\n    for ')).toHaveLength(2);
      expect(stack).toMatch(/at .*call-site\.test\.ts:\d+:\d+/);
      expect(stack).not.toContain('s3cr3t');
      if (request.startsWith('PUT')) break;
    }
  });

  it.each(calls)('%s is named when nobody waits for it', async (name, call, request) => {
    const service = name.includes('SFClient')
      ? 'salesforce'
      : name === 'MTLSClient'
        ? 'bank.example.com'
        : 'faasGW';
    platform.whitelist.add(...platform.salesforce.hosts, 'bank.example.com');
    platform.host('bank.example.com').put('/pay').reply(200);
    platform.fail(service, { delayMs: 60_000 });
    const { diagnostics } = await invoke((_input, callback) => {
      call().then(undefined, () => {});
      // A client may ask for the host, or for a token, before it sends.
      const wait = (): void =>
        void (platform.requests.some((sent) => sent.service === service) ? callback() : setImmediate(wait));
      wait();
    });
    expect(diagnostics).toEqual([
      {
        code: 'pending-work',
        message: expect.stringMatching(
          `left work behind: the call ${request}[^ ]* \\([^ ]*call-site\\.test\\.ts:\\d+:\\d+\\)\\. `,
        ),
      },
    ]);
  });
});
