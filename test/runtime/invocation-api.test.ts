import { describe, expect, it } from 'vitest';
import {
  type ApiParts,
  createInvocationApi,
  type InvocationApi,
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
