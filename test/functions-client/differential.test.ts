import nock from 'nock';
import VError from 'verror';
import { afterEach, describe, expect, it } from 'vitest';
import * as ours from '../../src/functions-client/index';
import { failureOf } from '../helpers/failure-of';
import { HOSTS, skipWaits, useNockInEveryTest } from './support';

/** The published package, as a black box. */
const original: typeof ours = require('liveperson-functions-client');

useNockInEveryTest();

type Config = ours.ClientConfig;
type Run = (client: ours.Client) => Promise<unknown>;

/** A request, the order of its parameters aside. */
interface Seen {
  method: string;
  path: string;
  query: [string, string][];
  headers: Record<string, unknown>;
  body: unknown;
}

interface Observation {
  requests: Seen[];
  /** What the authentication was asked for; the order of parameters aside. */
  asked: unknown[];
  outcome: unknown;
}

const ID = 'request-1';
const ANY = /.*/;

async function observe(
  library: typeof ours,
  run: Run,
  config: Config = {},
  host = HOSTS.faasGW,
): Promise<Observation> {
  const asked: unknown[] = [];
  const requests: Seen[] = [];
  const onRequest = (request: object, _: unknown, body: string): void => {
    const { method, path, headers } = request as ClientRequestOfNock;
    const { pathname, searchParams } = new URL(path, 'https://host.test');
    requests.push({
      method,
      path: pathname,
      query: [...searchParams].sort(([a], [b]) => a.localeCompare(b)),
      headers: {
        authorization: headers.authorization,
        id: headers['x-request-id'],
        source: headers['lp-eventsource'],
        type: headers['content-type'],
      },
      body: body === '' ? undefined : JSON.parse(body),
    });
  };
  for (const scope of answering) scope.removeAllListeners('request').on('request', onRequest);
  const authStrategy = async (input: { url: string; method: string }) => {
    const url = new URL(input.url);
    asked.push({ ...input, url: `${url.origin}${url.pathname}` });
    return 'Bearer of-the-caller';
  };
  const client = new library.Client(
    { accountId: '12345', authStrategy, ...config },
    { getCsdsEntry: async () => host ?? '', generateId: () => ID },
  );
  return { requests, asked, outcome: await outcomeOf(run(client)) };
}

interface ClientRequestOfNock {
  method: string;
  path: string;
  headers: Record<string, unknown>;
}

/** Without what is listed as `headers`, and without the time. */
function normalise({ requests, asked, outcome }: Observation): Observation {
  return {
    requests: requests.map(({ body, ...rest }) => ({ ...rest, body: normaliseBody(body) })),
    asked,
    outcome,
  };
}

function normaliseBody(body: unknown): unknown {
  if (body === undefined) return undefined;
  const { timestamp, headers, ...rest } = body as Record<string, unknown>;
  expect(timestamp).toEqual(expect.any(Number));
  return { ...rest, headers: headers ?? [] };
}

/** Without what is listed as `repeats`: the first try, and how it ended. */
function firstTry({ requests, asked, outcome }: Observation): Observation {
  const { retryCount, ...rest } = outcome as Partial<ours.Response>;
  // Both libraries count the repeats, if not in the same cases.
  const counted = { ...rest, counts: retryCount === undefined || retryCount === requests.length - 1 };
  return normalise({ requests: requests.slice(0, 1), asked: asked.slice(0, 1), outcome: counted });
}

async function outcomeOf(promise: Promise<unknown>): Promise<unknown> {
  try {
    const value = await promise;
    if (typeof value !== 'object' || value === null) return { value };
    const { body, ok, status, statusText, retryCount } = value as ours.Response;
    return { body, ok, status, statusText: statusText || undefined, retryCount };
  } catch (error) {
    const { response } = VError.info(error as Error) as { response?: ours.Response };
    return {
      name: (error as Error).name,
      isVError: error instanceof VError,
      response: response && { body: response.body, ok: response.ok, status: response.status },
    };
  }
}

let answering: nock.Scope[] = [];

/** Answers every request of the test. */
function answer(status: number, body = '', headers: Record<string, string> = {}): void {
  nock.cleanAll();
  answering = HOSTS_CALLED.map((host) => nock(`https://${host}`).persist());
  for (const scope of answering) {
    scope.get(ANY).reply(status, body, headers);
    scope.post(ANY).reply(status, body, headers);
  }
}

function failWith(code: string): void {
  nock.cleanAll();
  answering = HOSTS_CALLED.map((host) => nock(`https://${host}`).persist());
  for (const scope of answering) scope.post(ANY).replyWithError(Object.assign(new Error(code), { code }));
}

const V2 = 'va.fninvocations.example.com';
const HOSTS_CALLED = [HOSTS.faasGW, V2];

const invoke =
  (request: object): Run =>
  (client) =>
    client.invoke({ body: { payload: { a: 1 } }, ...request } as ours.InvokeRequest);

const byId = invoke({ lambdaUuid: 'abc', externalSystem: 'crm', skillId: '7' });
const JSON_TYPE = { 'content-type': 'application/json' };

const BODIES = {
  json: '{"a":1}',
  empty: '',
  text: '"text"',
  lambda: '{"errorCode":"com.liveperson.faas.handler.custom-failure","errorMsg":"no"}',
  gateway: '{"errorCode":"com.liveperson.faas.es.missing-event","errorMsg":"no"}',
  html: '<html></html>',
};
/** Tries of an invocation by the original and by ours; any other status is tried once. */
const TRIES: Record<string, readonly [theirs: number, ours: number]> = {
  408: [4, 1],
  429: [4, 4],
  500: [4, 1],
  502: [4, 4],
  503: [4, 4],
  504: [4, 4],
  521: [4, 1],
  522: [4, 1],
  524: [4, 1],
  ENOTFOUND: [4, 4],
  ECONNRESET: [4, 4],
  ETIMEDOUT: [4, 4],
  ECONNREFUSED: [1, 4],
  EPIPE: [1, 1],
};

afterEach(() => nock.cleanAll());

describe('the same call on liveperson-functions-client 2.x and here', () => {
  it.each<[string, Run]>([
    ['invoke by id', byId],
    ['invoke by id, bare', invoke({ lambdaUuid: 'abc' })],
    [
      'invoke with headers',
      invoke({ lambdaUuid: 'abc', body: { headers: [{ key: 'k', value: 'v' }], payload: [] } }),
    ],
    ['invoke with lpEventSource', invoke({ lambdaUuid: 'abc', lpEventSource: 'source' })],
    ['invoke with both', invoke({ lambdaUuid: 'abc', lpEventSource: 'source', externalSystem: 'crm' })],
    ['invoke with an id of the request', invoke({ lambdaUuid: 'abc', requestId: 'mine' })],
    ['invoke by event', invoke({ eventId: ours.EVENT.MessagingNewConversation, externalSystem: 'crm' })],
    ['invoke by an event of its own', invoke({ eventId: 'custom_event', skillId: 'a b&c' })],
    ['isImplemented', (client) => client.isImplemented({ eventId: 'e', externalSystem: 'crm' })],
    [
      'isImplemented for a skill',
      (client) => client.isImplemented({ eventId: 'e', skillId: '7', externalSystem: 'crm' }),
    ],
    ['getLambdas', (client) => client.getLambdas({ externalSystem: 'crm' })],
    [
      'getLambdas, filtered',
      (client) =>
        client.getLambdas({ state: 'Productive', eventId: 'e', userId: 'u', externalSystem: 'crm' }),
    ],
    [
      'getLambdas, two states',
      (client) => client.getLambdas({ state: ['Draft', 'Productive'], externalSystem: 'crm' }),
    ],
  ])('%s', async (_name, run) => {
    answer(200, '{"implemented":true,"list":[1]}', JSON_TYPE);
    const expected = await observe(original, run);
    expect(expected.requests).toHaveLength(1);
    expect(normalise(await observe(ours, run))).toEqual(normalise(expected));
  });

  it.each<[string, Run]>([
    ['invoke by id', invoke({ lambdaUuid: 'abc', lpEventSource: 'crm', skillId: '7' })],
    ['invoke by event', invoke({ eventId: 'e', externalSystem: 'crm', skillId: '7' })],
  ])('%s of V2', async (_name, run) => {
    answer(200, '"called back"', JSON_TYPE);
    const expected = await observe(original, run, {}, V2);
    expect(expected.requests).toHaveLength(1);
    expect(normalise(await observe(ours, run, {}, V2))).toEqual(normalise(expected));
  });

  const statuses = [200, 201, 202, 204].flatMap((status) =>
    (['json', 'empty', 'text'] as const).map((kind) => [status, kind] as const),
  );
  const failures = [400, 401, 403, 404, 408, 413, 429, 500, 502, 503, 504, 521, 522, 524].flatMap((status) =>
    (['lambda', 'gateway', 'html', 'empty'] as const).map((kind) => [status, kind] as const),
  );

  it.each([...statuses, ...failures])('answers %i with a body that is %s', async (status, kind) => {
    skipWaits();
    for (const failOnErrorStatusCode of [true, false]) {
      answer(status, BODIES[kind], JSON_TYPE);
      const expected = await observe(original, byId, { failOnErrorStatusCode });
      const observed = await observe(ours, byId, { failOnErrorStatusCode });
      expect(firstTry(observed)).toEqual(firstTry(expected));
      expect([expected, observed].map(({ requests }) => requests.length)).toEqual(TRIES[status] ?? [1, 1]);
    }
  });

  it.each(['ENOTFOUND', 'ECONNRESET', 'ETIMEDOUT', 'ECONNREFUSED', 'EPIPE'])(
    'fails with %s',
    async (code) => {
      skipWaits();
      for (const failOnErrorStatusCode of [true, false]) {
        failWith(code);
        const expected = await observe(original, byId, { failOnErrorStatusCode });
        const observed = await observe(ours, byId, { failOnErrorStatusCode });
        expect(firstTry(observed)).toEqual(firstTry(expected));
        expect([expected, observed].map(({ requests }) => requests.length)).toEqual(TRIES[code]);
      }
    },
  );
});

describe('differences from liveperson-functions-client 2.x on purpose', () => {
  const both = async (run: Run, config?: Config, host?: string) =>
    [await observe(original, run, config, host), await observe(ours, run, config, host)] as const;

  it('userId of an invocation is sent; the original takes and drops it', async () => {
    answer(200, '1', JSON_TYPE);
    const [theirs, own] = await both(invoke({ lambdaUuid: 'abc', userId: 'u' }));
    expect(theirs.requests[0]?.query).not.toContainEqual(['userId', 'u']);
    expect(own.requests[0]?.query).toContainEqual(['userId', 'u']);
  });

  it('a caller without a name is "unknown" in every method; the original has two spellings', async () => {
    answer(200, '{"implemented":true}', JSON_TYPE);
    const [theirs, own] = await both((client) => client.isImplemented({ eventId: 'e' }));
    expect(theirs.requests[0]?.query).toContainEqual(['externalSystem', 'Unknown']);
    expect(own.requests[0]?.query).toContainEqual(['externalSystem', 'unknown']);
    const [theirInvocation, ownInvocation] = await both(invoke({ lambdaUuid: 'abc' }));
    expect(theirInvocation.requests[0]?.query).toContainEqual(['externalSystem', 'unknown']);
    expect(ownInvocation.requests[0]?.query).toContainEqual(['externalSystem', 'unknown']);
  });

  it('an invocation without headers sends an empty list, as documented', async () => {
    answer(200, '1', JSON_TYPE);
    const [theirs, own] = await both(byId);
    expect(theirs.requests[0]?.body).not.toHaveProperty('headers');
    expect(own.requests[0]?.body).toHaveProperty('headers', []);
  });

  it('failOnErrorStatusCode is true unless set: a failure that resolves goes unnoticed', async () => {
    answer(400, BODIES.lambda, JSON_TYPE);
    const [theirs, own] = await both(byId);
    expect(theirs.outcome).toMatchObject({ ok: false, status: 400 });
    expect(own.outcome).toMatchObject({ name: 'FaaSLambdaError' });
  });

  it('a repeat asks for a header of its own: a signature is good for one request', async () => {
    skipWaits();
    answer(503, '', JSON_TYPE);
    const [theirs, own] = await both(byId);
    expect([theirs.asked.length, own.asked.length]).toEqual([1, 4]);
  });

  it('the codes of V2 for a lambda that failed are known from every host', async () => {
    answer(400, '{"code":"com.customer.faas.function.threw-error","message":"no"}', JSON_TYPE);
    const [theirs, own] = await both(byId, { failOnErrorStatusCode: true });
    expect(theirs.outcome).toMatchObject({ name: 'FaaSInvokeError' });
    expect(own.outcome).toMatchObject({ name: 'FaaSLambdaError' });
  });

  it('an answer that is no JSON has `ok` by its status where errors are not raised', async () => {
    answer(200, BODIES.html, JSON_TYPE);
    const [theirs, own] = await both(byId, { failOnErrorStatusCode: false });
    expect(theirs.outcome).toMatchObject({ body: BODIES.html, ok: false, status: 200, statusText: 'OK' });
    expect(own.outcome).toEqual({ body: BODIES.html, ok: true, status: 200, statusText: 'OK' });
  });

  it('getFunctions of V2 names the caller, and sends no empty parameters', async () => {
    answer(200, '[]', JSON_TYPE);
    const [theirs, own] = await both((client) => client.getFunctions({ lpEventSource: 'crm' }), {}, V2);
    expect(theirs.requests[0]).toMatchObject({ headers: { source: undefined } });
    expect(theirs.requests[0]?.query).toContainEqual(['userId', '']);
    expect(own.requests[0]).toMatchObject({ headers: { source: 'crm' }, query: [] });
  });

  it('a header of the caller is in no error', async () => {
    answer(400, BODIES.lambda, JSON_TYPE);
    const infoOf = async (library: typeof ours) => {
      const client = new library.Client(
        { accountId: '12345', authStrategy: async () => 'Bearer of-the-caller', failOnErrorStatusCode: true },
        { getCsdsEntry: async () => HOSTS.faasGW ?? '', generateId: () => ID },
      );
      return JSON.stringify(VError.info(await failureOf(byId(client))));
    };
    expect(await infoOf(original)).toContain('Bearer of-the-caller');
    expect(await infoOf(ours)).not.toContain('Bearer of-the-caller');
  });
});
