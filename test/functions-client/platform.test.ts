import VError from 'verror';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Client, EVENT } from '../../src/functions-client/index';
import type { Lambda } from '../../src/index';
import { createPlatform, type Platform } from '../../src/testing/index';
import { failureOf } from '../helpers/failure-of';
import { skipWaits } from './support';

let platform: Platform;
let client: Client;

beforeEach(() => {
  platform = createPlatform();
  client = new Client({
    accountId: platform.accountId,
    authStrategy: { clientId: 'test-client-id', clientSecret: 'test-client-secret' },
  });
});

afterEach(async () => {
  platform.assertNoUnexpectedRequests();
  await platform.close();
});

it('invokes a function by its id', async () => {
  platform.functions.register('f', (input, callback) =>
    callback(null, { got: input.payload, headers: input.headers }),
  );
  const headers = [{ key: 'k', value: 'v' }];
  const { body } = await client.invoke({ lambdaUuid: 'f', body: { headers, payload: { a: 1 } } });
  expect(body).toEqual({ got: { a: 1 }, headers });
});

it('invokes all functions of an event, and none', async () => {
  const eventId = EVENT.MessagingNewConversation;
  const invoke = () => client.invoke({ eventId, skillId: '7', body: { payload: {} } });
  expect((await invoke()).body).toEqual([]);
  platform.functions.register({ eventId }, (_input, callback) => callback(null, 'first'));
  platform.functions.register({ eventId, skillId: '7' }, (_input, callback) => callback(null, 'second'));
  platform.functions.register({ eventId, skillId: '8' }, (_input, callback) => callback(null, 'other'));
  expect((await invoke()).body).toEqual(['first', 'second']);
});

it('asks whether an event has a function, for a skill', async () => {
  const eventId = EVENT.ConversationalCommand;
  platform.functions.register({ eventId, skillId: '7' }, (_input, callback) => callback(null, ''));
  expect(await client.isImplemented({ eventId, skillId: '7' })).toBe(true);
  expect(await client.isImplemented({ eventId, skillId: '8' })).toBe(false);
  expect(await client.isImplemented({ eventId })).toBe(false);
});

it.each<[string, Lambda]>([
  ['custom-failure', (_input, callback) => callback(new Error('out of stock'))],
  [
    'runtime-exception',
    () => {
      throw new TypeError('x is not a function');
    },
  ],
])('a function that fails answers 901, %s', async (kind, lambda) => {
  platform.functions.register('f', lambda);
  const error = await failureOf(client.invoke({ lambdaUuid: 'f' }));
  expect(error.name).toBe('FaaSLambdaError');
  expect(VError.info(error)).toMatchObject({
    status: 901,
    body: { errorCode: `com.liveperson.faas.handler.${kind}` },
  });
  expect(platform.requests.filter(({ service }) => service === 'faasGW')).toHaveLength(1);
});

it('a function that is not there is a FaaSInvokeError', async () => {
  const error = await failureOf(client.invoke({ lambdaUuid: 'none' }));
  expect(error.name).toBe('FaaSInvokeError');
  expect(VError.info(error)).toMatchObject({ status: 404 });
});

it('lists the functions', async () => {
  platform.functions.register({ uuid: 'f', eventId: EVENT.ConversationalCommand }, (_input, callback) =>
    callback(null),
  );
  const { body } = await client.getLambdas({ eventId: EVENT.ConversationalCommand, state: 'Productive' });
  expect(body).toMatchObject([{ uuid: 'f', state: 'Productive' }]);
});

it('says which credentials are wrong', async () => {
  const stranger = new Client({
    accountId: platform.accountId,
    authStrategy: { clientId: 'x', clientSecret: 'y' },
  });
  const error = await failureOf(stranger.invoke({ lambdaUuid: 'f' }));
  expect(error.message).toMatch(/no token for client x/);
});

// test/fixtures/seeds/000.md, "Error handling", as printed.
it.each([
  ['f', 'info', 'Error caused by implementation of lambda.'],
  ['none', 'error', 'Something unexpected happened.'],
] as const)("the documentation's sample tells whose error it is: %s", async (lambdaUuid, level, text) => {
  platform.functions.register('f', (_input, callback) => callback(new Error('out of stock')));
  const lines: unknown[][] = [];
  const console = {
    info: (...line: unknown[]) => lines.push(['info', ...line]),
    error: (...line: unknown[]) => lines.push(['error', ...line]),
  };
  try {
    await client.invoke({ lambdaUuid, body: { payload: {} } });
  } catch (caught) {
    const error = caught as Error;
    /**
     * LivePerson FunctionsLambdaErrors occur when the lambda fails due to the implementation.
     * These exceptions are not relevant for alerting, because there are no issues with the service itself.
     */
    if (error.name === 'FaaSLambdaError') {
      console.info(error.stack, 'Error caused by implementation of lambda.');
    } else {
      console.error(error.stack, 'Something unexpected happened.');
    }
  }
  expect(lines).toEqual([[level, expect.stringMatching(/^FaaS(Lambda|Invoke)Error: /), text]]);
});

it('meets faults of the platform: 503 is repeated', async () => {
  skipWaits();
  platform.functions.register('f', (_input, callback) => callback(null, 'done'));
  platform.fail('faasGW', { status: 503, times: 1 });
  expect(await client.invoke({ lambdaUuid: 'f' })).toMatchObject({ body: 'done', retryCount: 1 });
  vi.restoreAllMocks();
});
