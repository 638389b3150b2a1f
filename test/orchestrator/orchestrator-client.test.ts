import { inspect } from 'node:util';
import nock from 'nock';
import { describe, expect, expectTypeOf, it, vi } from 'vitest';
import { ErrorCodes, ErrorStrategy, SecretError, Toolbelt } from '../../src/index';
import type { OrchestratorError } from '../../src/orchestrator/failure';
import type { OrchestratorResponse, RetryFunction } from '../../src/orchestrator/types';
import services from '../fixtures/csds/services.json';
import { failureOf } from '../helpers/failure-of';
import {
  APP_KEY,
  CUSTOM_FAILURE,
  OAUTH2_KEY,
  ORCHESTRATOR_KEY,
  one,
  quickly,
} from '../helpers/orchestrator-calls';
import {
  type Answer,
  answer,
  configure,
  invoke,
  log,
  networkError,
  useGatewayInEveryTest,
} from '../helpers/orchestrator-gateway';

const { CONTINUE_ON_ERROR, EXIT_ON_ERROR } = ErrorStrategy;
const { CANCELLED, INVOCATION_FAILED } = ErrorCodes.Orchestrator;
const DEFAULT_KEY = 'lp-faas-default-app-key';
const SENTINEL = 'https://sentinel.example.com';

useGatewayInEveryTest();

/** Runs code as a lambda would, and returns what it printed with `console.info`. */
async function runSample(code: string): Promise<unknown[]> {
  const printed: unknown[] = [];
  const AsyncFunction = (async () => {}).constructor as FunctionConstructor;
  const sample = new AsyncFunction('require', 'console', code);
  const load = () => ({ Toolbelt, ErrorStrategy });
  await quickly(sample(load, { info: (value: unknown) => printed.push(value) }) as Promise<void>);
  return printed;
}

describe('the samples of test/fixtures/seeds/003.md, as printed', () => {
  it('invoke a function', async () => {
    answer('your_function_uuid', [200, { answer: 42 }, { 'x-trace': 't1' }]);
    const printed = await runSample(`
    const { Toolbelt } = require("lp-faas-toolbelt");
    const client = Toolbelt.OrchestratorClient();
    const invocations = [
        { 
            uuid: "your_function_uuid",
            payload: {},
            headers: {}
        },
    ];
    const responses = await client.invoke(
        invocations,
        25000
    );
    const response = responses[0];
    console.info(response.uuid);
    console.info(response.body);
    console.info(response.headers);
    console.info(response.statusCode);
    console.info(response.error);
`);
    expect(printed).toEqual([
      'your_function_uuid',
      { answer: 42 },
      expect.objectContaining({ 'x-trace': 't1' }),
      200,
      undefined,
    ]);
    expect(nock.isDone()).toBe(true);
  });

  it('invoke two functions in parallel with a retryFunction', async () => {
    answer('your_first_function_uuid', [500, 'busy'], networkError('ECONNRESET'), [200, { answer: 1 }]);
    // In neither list of the sample, whose function then reads error.cause.code.
    answer('your_second_function_uuid', [400, { errorCode: CUSTOM_FAILURE, errorMsg: 'no' }]);
    const printed = await runSample(`
    const { Toolbelt, ErrorStrategy } = require("lp-faas-toolbelt");
    const client = Toolbelt.OrchestratorClient();
    const RETRIABLE_NETWORK_ERRORS = ['ENOTFOUND', 'ECONNRESET', 'ETIMEDOUT', 'ESOCKETTIMEDOUT'];
    const RETRIABLE_ERROR_CODES = [500, 502, 504];
    // only retry on some 5xx status codes and network errors
    const retryFunction = (statusCode, error) => {
        return RETRIABLE_ERROR_CODES.includes(statusCode) || RETRIABLE_NETWORK_ERRORS.includes(error.cause.code);
    }
    const invocations = [
        { 
            uuid: "your_first_function_uuid",
            payload: {},
            headers: {},
            retries: 3,
            retryFunction
        },
        { 
            uuid: "your_second_function_uuid",
            payload: {},
            headers: {},
            retries: 3,
            retryFunction
        },
    ];
    const responses = await client.invoke(
        invocations,
        25000,
        {
            timeout: 10000,
            // both invocations will be executed in parallel
            invokeParallel: true,
            errorStrategy: ErrorStrategy.CONTINUE_ON_ERROR
        }
    );
    const response = responses[0];
    console.info(response.uuid);
    console.info(response.body);
    console.info(response.headers);
    console.info(response.statusCode);
    console.info(response.error);
    console.info(responses[1]);
`);
    expect(printed).toEqual([
      'your_first_function_uuid',
      { answer: 1 },
      { 'content-type': 'application/json' },
      200,
      undefined,
      {
        uuid: 'your_second_function_uuid',
        body: { errorCode: CUSTOM_FAILURE, errorMsg: 'no' },
        headers: { 'content-type': 'application/json' },
        statusCode: 400,
        error: { code: CUSTOM_FAILURE, message: 'no' },
      },
    ]);
    expect(nock.isDone()).toBe(true);
    expect(log.warnings).toEqual([]);
  });

  it('type-check, and what they get has types', () => {
    const retryFunction: RetryFunction = (statusCode, error) => {
      return [500, 502, 504].includes(statusCode) || ['ECONNRESET'].includes(error.cause.code);
    };
    const invocations = [{ uuid: 'a', payload: {}, headers: {}, retries: 3, retryFunction }];
    const options = { timeout: 10000, invokeParallel: true, errorStrategy: ErrorStrategy.CONTINUE_ON_ERROR };
    const run = () => Toolbelt.OrchestratorClient().invoke<{ answer: number }>(invocations, 25000, options);
    expectTypeOf(run).returns.resolves.items.toEqualTypeOf<OrchestratorResponse<{ answer: number }>>();
    expectTypeOf<OrchestratorResponse>().toHaveProperty('body').toEqualTypeOf<unknown>();
    expectTypeOf(ErrorStrategy).toEqualTypeOf<{
      readonly EXIT_ON_ERROR: 'ExitOnError';
      readonly CONTINUE_ON_ERROR: 'ContinueOnError';
    }>();
    expect([EXIT_ON_ERROR, CONTINUE_ON_ERROR]).toEqual(['ExitOnError', 'ContinueOnError']);
  });
});

describe('the request', () => {
  it('carries timestamp, headers and payload as JSON, an id of its own, and a signature', async () => {
    vi.spyOn(Date, 'now').mockReturnValue(1_700_000_000_123);
    answer('a', [500], [200, 'null']);
    await invoke([one('a', { payload: { n: [1, null] }, headers: { 'x-a': '1', 'X-B': 'ü' } })]);
    for (const { body, headers } of log.seen) {
      expect(body).toEqual({
        timestamp: 1_700_000_000_123,
        headers: [
          { key: 'x-a', value: '1' },
          { key: 'X-B', value: 'ü' },
        ],
        payload: { n: [1, null] },
      });
      expect(headers['content-type']).toBe('application/json');
      expect(headers['x-request-id']).toMatch(/^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/);
      expect(headers.authorization).toMatch(/^OAuth .*oauth_consumer_key="ck"/);
    }
    expect(new Set(log.seen.map(({ headers }) => headers['x-request-id'])).size).toBe(2);
  });

  it.each([
    { name: 'text', payload: 'hi "you"' },
    { name: 'a number', payload: 0 },
    { name: 'null', payload: null },
    { name: 'false', payload: false },
    { name: 'a list', payload: [{ a: 1 }] },
    { name: 'a date, as JSON has it', payload: new Date(0), sent: '1970-01-01T00:00:00.000Z' },
  ])('takes $name for a payload', async ({ payload, sent = payload }) => {
    answer('a', [200, {}]);
    await invoke([one('a', { payload })]);
    expect(log.seen[0]?.body).toMatchObject({ headers: [], payload: sent });
  });

  it('has the function id as one segment of its path', async () => {
    answer('a b?c#d%2f', [200, 'done']);
    await expect(invoke([one('a b?c#d%2f')])).resolves.toMatchObject([{ uuid: 'a b?c#d%2f', body: 'done' }]);
  });

  it('names the toolbelt as its caller when the function has no id, and escapes the account', async () => {
    configure({ functionId: undefined, accountId: 'le/1 2' });
    nock('https://gw.example.com')
      .post('/api/account/le%2F1%202/lambdas/a/invoke?v=1&externalSystem=lp-faas-toolbelt_le%2F1%202')
      .reply(200, 'x');
    await expect(invoke([one('a')])).resolves.toMatchObject([{ body: 'x' }]);
  });

  it('goes to the host that the Domain API names, asked once', async () => {
    configure({ csds: undefined });
    nock('https://api.liveperson.net')
      .get('/api/account/12345/service/baseURI.json?version=1.0')
      .reply(200, services);
    nock('https://va.faasgw.liveperson.net')
      .post(/lambdas\/[ab]\/invoke/)
      .times(2)
      .reply(200, 'done');
    await expect(invoke([one('a'), one('b')])).resolves.toHaveLength(2);
    expect(nock.isDone()).toBe(true);
  });

  it('is fixed when invoke is called: later changes of the arguments have no effect', async () => {
    answer('a', [200, 1]);
    answer('b', [200, 2]);
    const invocations = [
      one('a', { payload: { n: 1 } }),
      one('b', { payload: { n: 2 }, headers: { h: '1' } }),
    ];
    const call = Toolbelt.OrchestratorClient().invoke(invocations);
    Object.assign(invocations[1] as object, { uuid: 'c', payload: { n: 3 }, headers: {} });
    invocations.push(one('d'));
    await expect(quickly(call)).resolves.toMatchObject([{ uuid: 'a' }, { uuid: 'b' }]);
    expect(log.seen[1]?.body).toMatchObject({ payload: { n: 2 }, headers: [{ key: 'h', value: '1' }] });
  });
});

describe('an outcome', () => {
  const json = { 'content-type': 'application/json' };
  it.each<{ name: string; reply: Answer; body: unknown }>([
    { name: 'an object', reply: [200, '{"a":1}', json], body: { a: 1 } },
    { name: 'a text in JSON', reply: [200, '"12"', json], body: '12' },
    { name: 'null', reply: [200, 'null', json], body: null },
    {
      name: 'JSON with a charset',
      reply: [200, '[1]', { 'content-type': 'Application/JSON; charset=utf-8' }],
      body: [1],
    },
    {
      name: 'JSON of a derived type',
      reply: [200, '[1]', { 'content-type': 'application/problem+json' }],
      body: [1],
    },
    { name: 'JSON without a type', reply: [200, '{"a":1}'], body: { a: 1 } },
    { name: 'a broken JSON', reply: [200, '{"a":', json], body: '{"a":' },
    { name: 'text without a type', reply: [200, 'hello'], body: 'hello' },
    {
      name: 'text that looks like a number',
      reply: [200, '12', { 'content-type': 'text/plain' }],
      body: '12',
    },
    { name: 'HTML', reply: [200, '<p>', { 'content-type': 'text/html' }], body: '<p>' },
    { name: '202 without a body', reply: [202, ''], body: undefined },
  ])('has the body: $name', async ({ reply, body }) => {
    answer('a', reply);
    const [response, ...more] = await invoke([one('a')]);
    expect(response).toEqual({
      uuid: 'a',
      body,
      headers: expect.any(Object),
      statusCode: (reply as [number])[0],
    });
    expect(response).not.toHaveProperty('error');
    expect(more).toEqual([]);
  });

  it.each([{ invokeParallel: false }, { invokeParallel: true }])(
    'stands where its invocation stood: %j',
    async (options) => {
      for (const n of [1, 2, 3, 4]) answer('same', [200, { n }]);
      answer('other', [500], [200, { n: 5 }]);
      const list = [one('other'), ...[1, 2, 3, 4].map(() => one('same'))];
      const responses = await invoke(list, options);
      expect(responses.map(({ uuid }) => uuid)).toEqual(['other', 'same', 'same', 'same', 'same']);
      expect(responses[0]?.body).toEqual({ n: 5 });
      expect(nock.isDone()).toBe(true);
    },
  );

  it.each<{ name: string; reply: Answer; error: object; statusCode?: number; body?: unknown }>([
    {
      name: 'code and message',
      reply: [400, { errorCode: CUSTOM_FAILURE, errorMsg: 'out of stock', errorLogs: [] }],
      statusCode: 400,
      body: { errorCode: CUSTOM_FAILURE, errorMsg: 'out of stock', errorLogs: [] },
      error: { code: CUSTOM_FAILURE, message: 'out of stock' },
    },
    {
      name: 'a code without a message',
      reply: [400, { errorCode: 'com.liveperson.faas.es.badinput' }],
      statusCode: 400,
      body: { errorCode: 'com.liveperson.faas.es.badinput' },
      error: { code: 'com.liveperson.faas.es.badinput', message: 'the gateway answered with status 400' },
    },
    {
      name: 'no code',
      reply: [503, 'gone'],
      statusCode: 503,
      body: 'gone',
      error: { code: INVOCATION_FAILED, message: 'the gateway answered with status 503' },
    },
    {
      name: 'a code that is none',
      reply: [403, { errorCode: 17, errorMsg: '' }],
      statusCode: 403,
      body: { errorCode: 17, errorMsg: '' },
      error: { code: INVOCATION_FAILED, message: expect.stringContaining('privilege') },
    },
    {
      name: 'a redirect, which a POST does not follow',
      reply: [302, '', { location: 'https://elsewhere.example/' }],
      statusCode: 302,
      error: { code: INVOCATION_FAILED, message: 'the gateway answered with status 302' },
    },
    {
      name: 'a network error',
      reply: networkError('ECONNREFUSED'),
      error: { code: 'ECONNREFUSED', message: 'network: ECONNREFUSED' },
    },
    {
      name: 'a network error without a code',
      reply: new Error('odd, at https://user:hunter2@host/?token=hunter2'),
      error: { code: INVOCATION_FAILED, message: expect.not.stringContaining('hunter2') },
    },
  ])('of a failure tells the cause, in the result and as a rejection: $name', async (row) => {
    const { reply, error, statusCode, body } = row;
    answer('a', reply, reply);
    const [response] = await invoke([one('a')], { errorStrategy: CONTINUE_ON_ERROR });
    expect(response).toEqual({
      uuid: 'a',
      body,
      headers: statusCode === undefined ? undefined : expect.any(Object),
      statusCode,
      error,
    });
    expect(JSON.parse(JSON.stringify(response?.error))).toEqual(error);
    const rejection = await failureOf(invoke([one('a')]));
    expect(rejection).toMatchObject({
      name: 'OrchestratorError',
      code: response?.error?.code,
      uuid: 'a',
      ...(statusCode === undefined ? {} : { statusCode }),
      results: [response],
    });
    expect('statusCode' in rejection).toBe(statusCode !== undefined);
    expect(rejection).toBeInstanceOf(Error);
    for (const part of ['invocations[0]', 'function a', response?.error?.code, response?.error?.message])
      expect(rejection.message).toContain(part);
    expect(nock.isDone()).toBe(true);
  });
});

describe('ErrorStrategy', () => {
  it('EXIT_ON_ERROR is the default: what follows in the sequence is never sent', async () => {
    answer('a', [200, 'done']);
    answer('b', [400, { errorCode: CUSTOM_FAILURE, errorMsg: 'no' }]);
    answer('c', [200]);
    const error = await failureOf<OrchestratorError>(invoke([one('a'), one('b'), one('c')]));
    expect(error).toMatchObject({ code: CUSTOM_FAILURE, uuid: 'b', statusCode: 400 });
    expect(error.results).toEqual([
      { uuid: 'a', body: 'done', headers: {}, statusCode: 200 },
      expect.objectContaining({ uuid: 'b', statusCode: 400, error: { code: CUSTOM_FAILURE, message: 'no' } }),
      expect.objectContaining({
        uuid: 'c',
        error: { code: CANCELLED, message: expect.stringContaining('not sent') },
      }),
    ]);
    expect(error.cause).toMatchObject({ name: 'StatusCodeError', statusCode: 400 });
    expect(nock.pendingMocks()).toHaveLength(1);
  });

  it.each([{ invokeParallel: false }, { invokeParallel: true }])(
    'CONTINUE_ON_ERROR goes on with the others: %j',
    async (options) => {
      answer('a', [400]);
      answer('b', [200, 'done']);
      answer('c', networkError('EPIPE'));
      const responses = await invoke([one('a'), one('b'), one('c')], {
        errorStrategy: CONTINUE_ON_ERROR,
        ...options,
      });
      expect(responses).toMatchObject([
        { uuid: 'a', statusCode: 400, error: { code: INVOCATION_FAILED } },
        { uuid: 'b', statusCode: 200, body: 'done' },
        { uuid: 'c', statusCode: undefined, error: { code: 'EPIPE' } },
      ]);
      expect(responses[1]).not.toHaveProperty('error');
    },
  );

  it('whatever it is, an error shows no credential', async () => {
    answer('a', [403, { token: 'hunter2', errorMsg: 'Bearer hunter2hunter2' }]);
    const error = await failureOf(invoke([one('a', { payload: { password: 'hunter2' } })]));
    for (const shown of [JSON.stringify(error), inspect(error, { depth: 20 }), error.message]) {
      expect(shown).toContain('function a');
      for (const secret of ['hunter2', 'c&s', 't%s', 'oauth_signature=']) expect(shown).not.toContain(secret);
    }
  });
});

describe('credentials', () => {
  const tokens = (...list: string[]) => {
    for (const access_token of list) {
      nock(SENTINEL)
        .post('/sentinel/api/account/12345/app/token?v=2.0')
        .reply(200, { access_token, expires_in: 3600 });
    }
  };

  it.each([
    { name: 'its own', secrets: { [ORCHESTRATOR_KEY]: APP_KEY, [DEFAULT_KEY]: OAUTH2_KEY }, key: 'ck' },
    { name: 'the default one', secrets: { [DEFAULT_KEY]: { ...APP_KEY, consumerKey: 'dk' } }, key: 'dk' },
  ])('are of $name secret', async ({ secrets, key }) => {
    configure({ secrets });
    answer('a', [200]);
    await invoke([one('a')]);
    expect(log.seen[0]?.headers.authorization).toContain(`oauth_consumer_key="${key}"`);
  });

  it.each([
    { name: 'in sequence', options: {}, reads: 2 },
    { name: 'in parallel', options: { invokeParallel: true }, reads: 4 },
  ])('of OAuth 2 get one new token after a 401, for all invocations: $name', async ({ options, reads }) => {
    const readSecret = vi.fn(() => OAUTH2_KEY);
    configure({ secrets: { readSecret, updateSecret: () => {} } });
    tokens('token-1', 'token-2');
    answer('a', [401], [200, 1]);
    answer('b', ...(options.invokeParallel ? [[401] as const] : []), [200, 2]);
    await expect(invoke([one('a'), one('b')], options)).resolves.toMatchObject([{ body: 1 }, { body: 2 }]);
    const sent = log.seen.map(({ uuid, headers }) => `${uuid} ${headers.authorization}`);
    expect(sent.sort()).toEqual(
      ['a Bearer token-1', 'a Bearer token-2', 'b Bearer token-1', 'b Bearer token-2']
        .slice(0)
        .filter((entry) => options.invokeParallel || entry !== 'b Bearer token-1'),
    );
    expect(nock.isDone()).toBe(true);
    expect(readSecret).toHaveBeenCalledTimes(reads);
  });

  it('are read once for a call, not for every try', async () => {
    const readSecret = vi.fn(() => APP_KEY);
    configure({ secrets: { readSecret, updateSecret: () => {} } });
    answer('a', [500], [200]);
    answer('b', [200]);
    await invoke([one('a'), one('b')], { invokeParallel: true });
    expect(readSecret).toHaveBeenCalledTimes(1);
  });

  it.each([EXIT_ON_ERROR, CONTINUE_ON_ERROR])('that are missing reject under %s', async (errorStrategy) => {
    configure({ secrets: {} });
    const error = await failureOf(invoke([one('a')], { errorStrategy }));
    expect(error).toBeInstanceOf(SecretError);
    expect(error.code).toBe(ErrorCodes.Secret.NOT_FOUND);
    expect(error.message).toMatch(/OrchestratorClient.*"lp-faas-default-app-key"/);
  });

  it.each([
    { name: 'in sequence', options: {} },
    { name: 'in parallel', options: { invokeParallel: true } },
  ])('that give no token reject under CONTINUE_ON_ERROR, without a retry: $name', async ({ options }) => {
    configure({ secrets: { [ORCHESTRATOR_KEY]: OAUTH2_KEY } });
    nock(SENTINEL).post(/token/).reply(500, 'no').persist();
    const list = [one('a'), one('b')];
    const error = await failureOf<OrchestratorError>(
      invoke(list, { errorStrategy: CONTINUE_ON_ERROR, ...options }),
    );
    expect(error).toMatchObject({ name: 'OrchestratorError', code: ErrorCodes.Toolbelt.TOKEN_FAILED });
    expect(error.results).toMatchObject([{ error: { code: CANCELLED } }, { error: { code: CANCELLED } }]);
    expect(log.seen).toEqual([]);
  });

  it('that fail half-way leave what was done on the error', async () => {
    const readSecret = vi.fn(() => OAUTH2_KEY).mockReturnValueOnce(OAUTH2_KEY);
    configure({ secrets: { readSecret, updateSecret: () => {} } });
    tokens('token-1');
    answer('a', [200, 'done']);
    answer('b', [401]);
    nock(SENTINEL).post(/token/).reply(403, 'no');
    const list = [one('a'), one('b'), one('c')];
    const error = await failureOf<OrchestratorError>(invoke(list, { errorStrategy: CONTINUE_ON_ERROR }));
    expect(error.code).toBe(ErrorCodes.Toolbelt.TOKEN_FAILED);
    expect(error.results).toMatchObject([
      { uuid: 'a', body: 'done' },
      { uuid: 'b', error: { code: CANCELLED, message: expect.stringContaining('it was sent') } },
      { uuid: 'c', error: { code: CANCELLED, message: expect.stringContaining('not sent') } },
    ]);
  });
});

describe('what else has to be known', () => {
  it('the account: BRAND_ID is what to set', async () => {
    configure({ accountId: undefined });
    const error = await failureOf(invoke([one('a')], { errorStrategy: CONTINUE_ON_ERROR }));
    expect(error).toMatchObject({ code: ErrorCodes.Toolbelt.MISSING_ACCOUNT });
    expect(error.message).toContain('BRAND_ID');
  });

  it('the gateway among the services of the account', async () => {
    configure({ csds: undefined });
    const list = services.baseURIs.filter(({ service }) => service !== 'faasGW');
    nock('https://api.liveperson.net')
      .get(/baseURI/)
      .reply(200, list);
    const error = await failureOf(invoke([one('a')], { errorStrategy: CONTINUE_ON_ERROR }));
    expect(error).toMatchObject({ code: ErrorCodes.Csds.DOMAIN_NOT_FOUND });
  });
});
