import { describe, expect, it } from 'vitest';
import {
  type ApiParts,
  createInvocationApi,
  type InvocationApi,
  OPERATIONS,
} from '../../src/runtime/invocation-api/handlers';
import type {
  FunctionOutcome,
  FunctionRegistry,
  KnownFunction,
} from '../../src/runtime/invocation-api/types';

const INPUT = { timestamp: 5, headers: [{ key: 'a', value: 'b' }], payload: { x: 1 } };
const EVENT = 'controllerbot_messaging_conversation_end';
const FUNCTIONS: readonly KnownFunction[] = [
  { uuid: 'u1', name: 'One' },
  { uuid: 'u2', name: 'Two', eventId: EVENT },
  { uuid: 'u3', name: 'Three', eventId: EVENT, skillId: '7' },
];

const registry: FunctionRegistry = {
  all: () => FUNCTIONS,
  find: (uuid) => FUNCTIONS.find((known) => known.uuid === uuid),
  listening: (eventId, skillId) =>
    FUNCTIONS.filter((known) => known.eventId === eventId && (!known.skillId || known.skillId === skillId)),
};

type Run = ApiParts<KnownFunction>['run'];

/** Asks a handler directly. @param run answers with the name of the function, unless it is given */
async function ask(
  operation: keyof InvocationApi,
  {
    params = {},
    query = 'v=1',
    body = INPUT,
    run = async ({ name }) => ({ result: name }),
  }: { params?: Record<string, string>; query?: string; body?: unknown; run?: Run } = {},
) {
  const api = createInvocationApi({ accountId: '77', functions: registry, run });
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return api[operation]({ params, query: new URLSearchParams(query), body: Buffer.from(text) });
}

const JSON_HEADERS = { 'content-type': 'application/json' };
const refused = (status: number, code: string, message: string) => ({
  status,
  headers: JSON_HEADERS,
  body: JSON.stringify({
    errorCode: `com.liveperson.faas.es.${code}`,
    errorMsg: message,
  }),
});

describe('invokeById', () => {
  it('runs the function with the input, and answers its result as JSON text', async () => {
    const calls: unknown[] = [];
    const run: Run = async (target, input) => {
      calls.push([target, input]);
      return { result: { ok: true } };
    };
    expect(await ask('invokeById', { params: { uuid: 'u1' }, run })).toEqual({
      status: 200,
      headers: JSON_HEADERS,
      body: '{"ok":true}',
    });
    expect(calls).toEqual([[FUNCTIONS[0], INPUT]]);
  });

  it.each<[result: unknown, body: string]>([
    [undefined, ''],
    [null, 'null'],
    ['text', '"text"'],
  ])('answers the result %j', async (result, body) => {
    const run = async () => ({ result });
    expect(await ask('invokeById', { params: { uuid: 'u1' }, run })).toMatchObject({ status: 200, body });
  });

  it('answers 901 with code, message and logs of a failure', async () => {
    const logs = [{ level: 'info', message: 'x', extras: [], timestamp: 1 }];
    const failed = (outcome: FunctionOutcome) =>
      ask('invokeById', { params: { uuid: 'u1' }, run: async () => outcome });
    const error = { code: 'com.liveperson.faas.handler.custom-failure', message: 'no' };
    const body = { errorCode: error.code, errorMsg: 'no' };
    expect(await failed({ error, logs })).toEqual({
      status: 901,
      headers: JSON_HEADERS,
      body: JSON.stringify({ ...body, errorLogs: logs }),
    });
    expect((await failed({ error, logs: [] })).body).toBe(JSON.stringify(body));
    expect((await failed({ error, logs: [1n] })).body).toBe(JSON.stringify(body));
  });

  it.each<[name: string, run: Run, message: string]>([
    [
      'a result that is not JSON',
      async () => ({ result: () => {} }),
      'What the function answered is not JSON.',
    ],
    [
      'a function that cannot be run',
      () => Promise.reject(new Error('there is no file')),
      'there is no file',
    ],
  ])('answers 901 for %s', async (_name, run, errorMsg) => {
    const { status, body } = await ask('invokeById', { params: { uuid: 'u1' }, run });
    expect(status).toBe(901);
    expect(JSON.parse(body)).toEqual({
      errorCode: 'com.liveperson.faas.handler.runtime-exception',
      errorMsg,
    });
  });

  it('refuses an unknown id, and a request without a version', async () => {
    expect(await ask('invokeById', { params: { uuid: 'u9' } })).toEqual(
      refused(404, 'missinglambda', 'There is no lambda u9 in account 77.'),
    );
    const advice = 'The function Two has the id u2: use the id in the path.';
    expect(await ask('invokeById', { params: { uuid: 'Two' } })).toEqual(
      refused(404, 'missinglambda', `There is no lambda Two in account 77. ${advice}`),
    );
    expect(await ask('invokeById', { params: { uuid: 'u1' }, query: '' })).toEqual(
      refused(400, 'badinput', 'The query parameter "v" is required and must be 1.'),
    );
  });

  it.each<[body: unknown, message: string]>([
    ['no JSON', 'The body must be a JSON object with headers and payload.'],
    [[], 'The body must be a JSON object with headers and payload.'],
    [{ payload: {} }, '"headers" must be a list of objects with key and value.'],
    [{ headers: [{ key: 'a' }], payload: {} }, '"headers" must be a list of objects with key and value.'],
    [{ headers: [] }, '"payload" is required.'],
    [{ ...INPUT, timestamp: 'now' }, '"timestamp" must be a number.'],
  ])('refuses the body %j', async (body, message) => {
    const answer = refused(400, 'badinput', message);
    expect(await ask('invokeById', { params: { uuid: 'u1' }, body })).toEqual(answer);
    expect(await ask('invokeByEvent', { params: { event: EVENT }, body })).toEqual(answer);
  });
});

describe('invokeByEvent', () => {
  it('answers the list of the results, for a skill or without one', async () => {
    const bodyFor = async (query: string, event = EVENT) =>
      (await ask('invokeByEvent', { params: { event }, query })).body;
    expect(await bodyFor('v=1&skillId=7')).toBe('["Two","Three"]');
    expect(await bodyFor('v=1&skillId=')).toBe('["Two"]');
    expect(await bodyFor('v=1', 'another')).toBe('[]');
    const nothing = await ask('invokeByEvent', { params: { event: EVENT }, run: async () => ({}) });
    expect(nothing.body).toBe('[null]');
  });

  it('ends with the first function that fails', async () => {
    const names: string[] = [];
    const run: Run = async ({ name }) => {
      names.push(name);
      return { error: { code: 'c', message: 'm' } };
    };
    expect(await ask('invokeByEvent', { params: { event: EVENT }, query: 'v=1&skillId=7', run })).toEqual({
      status: 901,
      headers: JSON_HEADERS,
      body: '{"errorCode":"c","errorMsg":"m"}',
    });
    expect(names).toEqual(['Two']);
  });
});

it('isImplemented tells whether a function listens', async () => {
  const bodyFor = async (event: string) => (await ask('isImplemented', { params: { event } })).body;
  expect(await bodyFor(EVENT)).toBe('{"implemented":true}');
  expect(await bodyFor('another')).toBe('{"implemented":false}');
  expect((await ask('isImplemented', { params: { event: EVENT }, query: 'v=2' })).status).toBe(400);
});

it('listFunctions filters by event, name and state', async () => {
  const list = async (query: string) => JSON.parse((await ask('listFunctions', { query })).body) as unknown[];
  expect(await list('v=1')).toHaveLength(FUNCTIONS.length);
  expect(await list('v=1&state=Draft')).toEqual([]);
  expect(await list(`v=1&eventId=${EVENT}&state=&state=Productive`)).toMatchObject([
    { uuid: 'u2' },
    { uuid: 'u3', skills: ['7'] },
  ]);
  expect(await list('v=1&name=Two')).toEqual([
    {
      uuid: 'u2',
      version: 1,
      name: 'Two',
      description: '',
      eventId: EVENT,
      state: 'Productive',
      accountId: '77',
      lastDeployment: { lambdaUUID: 'u2', lambdaVersion: 1, deploymentState: 'Deployment Finished' },
    },
  ]);
});

it('the operations have the methods and the paths of the platform', () => {
  expect(OPERATIONS).toEqual({
    invokeById: ['POST', '/api/account/:account/lambdas/:uuid/invoke'],
    invokeByEvent: ['POST', '/api/account/:account/events/:event/invoke'],
    isImplemented: ['GET', '/api/account/:account/events/:event/isImplemented'],
    listFunctions: ['GET', '/api/account/:account/lambdas'],
  });
});

describe('the version of the API', () => {
  const OF_V2: readonly KnownFunction[] = [
    { uuid: 'v2', name: 'A', eventId: EVENT, form: 'v2' },
    { uuid: 'v1', name: 'B', eventId: 'mixed', form: 'v1' },
    { uuid: 'w2', name: 'C', eventId: 'mixed', form: 'v2' },
  ];
  const api = createInvocationApi({
    accountId: '77',
    functions: {
      all: () => OF_V2,
      find: (uuid) => OF_V2.find((known) => known.uuid === uuid),
      listening: (eventId) => OF_V2.filter((known) => known.eventId === eventId),
    },
    run: async ({ name }) => ({ result: name }),
  });
  const ask = async (operation: keyof InvocationApi, query: string, params: Record<string, string> = {}) => {
    const body = Buffer.from(JSON.stringify(INPUT));
    return (await api[operation]({ params, query: new URLSearchParams(query), body })).status;
  };

  it.each<[operation: keyof InvocationApi, params: Record<string, string>, isOptional: boolean]>([
    ['invokeById', { uuid: 'v2' }, true],
    ['invokeById', { uuid: 'v1' }, false],
    ['invokeByEvent', { event: EVENT }, true],
    ['invokeByEvent', { event: 'mixed' }, false],
    ['invokeByEvent', { event: 'none' }, false],
    ['isImplemented', { event: EVENT }, true],
    ['isImplemented', { event: 'mixed' }, false],
    ['listFunctions', {}, false],
  ])('%s %j', async (operation, params, isOptional) => {
    expect(await ask(operation, 'v=1', params)).toBe(200);
    expect(await ask(operation, 'v=2', params)).toBe(400);
    expect(await ask(operation, 'v=', params)).toBe(400);
    expect(await ask(operation, '', params)).toBe(isOptional ? 200 : 400);
  });
});

describe('too many invocations', () => {
  const busyApi = (busyUuid: string, ran: string[]) =>
    createInvocationApi({
      accountId: '77',
      functions: registry,
      isBusy: ({ uuid }) => uuid === busyUuid,
      run: async ({ name }) => {
        ran.push(name);
        return {};
      },
    });
  const request = (params: Record<string, string>) => ({
    ...{ params, query: new URLSearchParams('v=1&skillId=7'), body: Buffer.from(JSON.stringify(INPUT)) },
  });
  const tooMany = (name: string) =>
    refused(429, 'unavailable', `Too many invocations of ${name} are under way: send fewer at a time.`);

  it('of a function are refused', async () => {
    const ran: string[] = [];
    expect(await busyApi('u1', ran).invokeById(request({ uuid: 'u1' }))).toEqual(tooMany('One'));
    expect(ran).toEqual([]);
    expect((await busyApi('u2', ran).invokeById(request({ uuid: 'u1' }))).status).toBe(200);
  });

  it('of a function of an event are refused after those before it', async () => {
    const ran: string[] = [];
    expect(await busyApi('u3', ran).invokeByEvent(request({ event: EVENT }))).toEqual(tooMany('Three'));
    expect(ran).toEqual(['Two']);
  });
});

it('the input has no time when the body has none', async () => {
  const inputs: unknown[] = [];
  const run: Run = async (_target, input) => {
    inputs.push(input);
    return {};
  };
  const { timestamp: _, ...body } = { ...INPUT, more: 1 };
  await ask('invokeById', { params: { uuid: 'u1' }, body: { ...body, payload: null }, run });
  await ask('invokeById', { params: { uuid: 'u1' }, body: `\uFEFF${JSON.stringify(INPUT)}`, run });
  expect(inputs).toEqual([{ headers: INPUT.headers, payload: null }, INPUT]);
  expect(inputs[0]).not.toHaveProperty('timestamp');
});

it('a failure of V2 is in its form, without logs', async () => {
  const error = { code: 'com.customer.faas.function.threw-error', message: 'no' };
  const run: Run = async () => ({ error, logs: [{ level: 'info' }] });
  const { status, body } = await ask('invokeById', { params: { uuid: 'u1' }, run });
  expect([status, JSON.parse(body)]).toEqual([901, error]);
});

it('the request of an event without its name, or of no id, finds nothing', async () => {
  expect(await ask('isImplemented')).toMatchObject({ status: 200, body: '{"implemented":false}' });
  expect(await ask('invokeById')).toEqual(
    refused(404, 'missinglambda', 'There is no lambda  in account 77.'),
  );
});

it('listFunctions shows everything that is known of a function', async () => {
  const known: KnownFunction = {
    ...{
      uuid: 'u',
      name: 'N',
      eventId: 'e',
      skills: ['1', '2'],
      skillId: '3',
      description: 'D',
      state: 'Draft',
    },
  };
  const api = createInvocationApi({
    accountId: '77',
    functions: { all: () => [known, { uuid: 'w', name: 'M' }], find: () => undefined, listening: () => [] },
    run: async () => ({}),
  });
  const list = async (query: string) => {
    const { status, body } = await api.listFunctions({
      ...{ params: {}, query: new URLSearchParams(query), body: Buffer.alloc(0) },
    });
    return [status, JSON.parse(body)];
  };
  const deployed = (uuid: string) => ({
    lastDeployment: { lambdaUUID: uuid, lambdaVersion: 1, deploymentState: 'Deployment Finished' },
  });
  const draft = {
    ...{
      uuid: 'u',
      version: 1,
      name: 'N',
      description: 'D',
      eventId: 'e',
      skills: ['1', '2'],
      state: 'Draft',
    },
    ...{ accountId: '77', ...deployed('u') },
  };
  const productive = {
    ...{
      uuid: 'w',
      version: 1,
      name: 'M',
      description: '',
      state: 'Productive',
      accountId: '77',
      ...deployed('w'),
    },
  };
  expect(await list('v=1')).toEqual([200, [draft, productive]]);
  expect(await list('v=1&state=Draft&state=Other')).toEqual([200, [draft]]);
  expect(await list('v=1&state=')).toEqual([200, [draft, productive]]);
  expect(await list('v=1&eventId=&name=M')).toEqual([200, [productive]]);
  expect(await list('v=1&eventId=e&name=M')).toEqual([200, []]);
});
