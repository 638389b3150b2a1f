import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Lambda } from '../../../src/events/input';
import type { FunctionOutcome } from '../../../src/runtime/invocation-api/types';
import { createFunctionListDouble, createGatewayDouble } from '../../../src/testing/doubles/gateway';
import { PlatformFunctions, type RegisteredFunction } from '../../../src/testing/platform/functions';
import { ACCOUNT, ask, authorized } from './ask';

const { authority, headers } = authorized();
const LAMBDA: Lambda = () => {};
const END = 'controllerbot_messaging_conversation_end';
const INPUT = { timestamp: 5, headers: [{ key: 'a', value: 'b' }], payload: { x: 1 } };

let functions: PlatformFunctions;
let outcomes: Map<unknown, FunctionOutcome>;
let ran: unknown[][];

beforeEach(() => {
  functions = new PlatformFunctions();
  outcomes = new Map();
  ran = [];
});

const run = async ({ lambda }: RegisteredFunction, input: unknown): Promise<FunctionOutcome> => {
  ran.push([lambda, input]);
  return outcomes.get(lambda) ?? { result: { ok: true }, logs: [] };
};

const gateway = () => createGatewayDouble({ accountId: ACCOUNT, authority, functions, run });

const at = (path: string) => `/api/account/${ACCOUNT}${path}`;
const invoke = (path: string, body: unknown = INPUT, sent: Record<string, string> = headers) =>
  ask(gateway(), 'POST', at(path), { headers: sent, body });

describe('invoking by id', () => {
  it('runs the function with what was sent', async () => {
    functions.register('u1', LAMBDA);
    const answer = await invoke('/lambdas/u1/invoke?v=1&externalSystem=test');
    expect(answer).toMatchObject({
      status: 200,
      headers: { 'content-type': 'application/json' },
      json: { ok: true },
    });
    expect(ran).toEqual([[LAMBDA, INPUT]]);
    const { timestamp: _timestamp, ...without } = INPUT;
    await invoke('/lambdas/u1/invoke?v=1', without);
    expect(ran[1]).toEqual([LAMBDA, without]);
  });

  it.each<[result: unknown, text: string]>([
    [undefined, ''],
    [null, 'null'],
    ['text', '"text"'],
    [0, '0'],
    [[], '[]'],
  ])('answers %j', async (result, text) => {
    functions.register('u1', LAMBDA);
    outcomes.set(LAMBDA, { result });
    expect(await invoke('/lambdas/u1/invoke?v=1')).toMatchObject({ status: 200, text });
  });

  const cycle: Record<string, unknown> = {};
  cycle.self = cycle;

  it.each<[name: string, outcome: FunctionOutcome, body: object]>([
    [
      'an error',
      { error: { code: 'com.liveperson.faas.handler.custom-failure', message: 'no' }, logs: [] },
      { errorCode: 'com.liveperson.faas.handler.custom-failure', errorMsg: 'no' },
    ],
    [
      'an error with logs',
      {
        error: { code: 'c', message: 'm' },
        logs: [{ level: 'info', message: 'x', extras: [], timestamp: 1 }],
      },
      {
        errorCode: 'c',
        errorMsg: 'm',
        errorLogs: [{ level: 'info', message: 'x', extras: [], timestamp: 1 }],
      },
    ],
    [
      'logs that are no JSON',
      { error: { code: 'c', message: 'm' }, logs: [cycle] },
      { errorCode: 'c', errorMsg: 'm' },
    ],
    [
      'a time that is over',
      { error: { code: 'com.liveperson.faas.handler.executiontime-exceeded', message: '30 s' } },
      { errorCode: 'com.liveperson.faas.handler.executiontime-exceeded', errorMsg: '30 s' },
    ],
    [
      'a result that is no JSON',
      { result: cycle },
      {
        errorCode: 'com.liveperson.faas.handler.runtime-exception',
        errorMsg: expect.stringMatching(/not JSON/),
      },
    ],
  ])('answers 901 for %s', async (_name, outcome, body) => {
    functions.register('u1', LAMBDA);
    outcomes.set(LAMBDA, outcome);
    const answer = await invoke('/lambdas/u1/invoke?v=1');
    expect(answer.status).toBe(901);
    expect(answer.json).toEqual(body);
  });

  it.each<
    [name: string, status: number, code: string, path: string, body?: unknown, sent?: Record<string, string>]
  >([
    ['an unknown id', 404, 'missinglambda', '/lambdas/u2/invoke?v=1'],
    ['no version', 400, 'badinput', '/lambdas/u1/invoke'],
    ['another version', 400, 'badinput', '/lambdas/u1/invoke?v=2'],
    ['no JSON', 400, 'badinput', '/lambdas/u1/invoke?v=1', 'x'],
    ['no headers', 400, 'badinput', '/lambdas/u1/invoke?v=1', { payload: {} }],
    ['headers that are no list', 400, 'badinput', '/lambdas/u1/invoke?v=1', { headers: {}, payload: {} }],
    [
      'a header without value',
      400,
      'badinput',
      '/lambdas/u1/invoke?v=1',
      { headers: [{ key: 'a' }], payload: {} },
    ],
    ['no payload', 400, 'badinput', '/lambdas/u1/invoke?v=1', { headers: [] }],
    ['a time as text', 400, 'badinput', '/lambdas/u1/invoke?v=1', { ...INPUT, timestamp: 'now' }],
    ['no token', 401, 'general', '/lambdas/u1/invoke?v=1', INPUT, {}],
    ['another token', 401, 'general', '/lambdas/u1/invoke?v=1', INPUT, { authorization: 'Bearer x' }],
    ['no token for an event', 401, 'general', `/events/${END}/invoke?v=1`, INPUT, {}],
    ['a bad body for an event', 400, 'badinput', `/events/${END}/invoke?v=1`, {}],
  ])('refuses %s', async (_name, status, code, path, body = INPUT, sent = headers) => {
    functions.register('u1', LAMBDA);
    expect(await invoke(path, body, sent)).toMatchObject({
      status,
      json: { errorCode: `com.liveperson.faas.es.${code}`, errorMsg: expect.any(String) },
    });
    expect(ran).toEqual([]);
  });

  it('refuses another account', async () => {
    const answer = await ask(gateway(), 'POST', '/api/account/78/lambdas/u1/invoke?v=1', {
      headers,
      body: INPUT,
    });
    expect(answer.status).toBe(401);
  });
});

describe('invoking by event', () => {
  const others: Lambda[] = [() => {}, () => {}, () => {}];

  it('runs those that listen, for the skill alone where they have one', async () => {
    const [first = LAMBDA, second = LAMBDA, third = LAMBDA] = others;
    functions.register(END, first);
    functions.register({ eventId: END, skillId: '7' }, second);
    functions.register({ eventId: 'other' }, third);
    outcomes.set(first, { result: undefined });
    expect((await invoke(`/events/${END}/invoke?v=1&skillId=7`)).json).toEqual([null, { ok: true }]);
    expect((await invoke(`/events/${END}/invoke?v=1&skillId=`)).json).toEqual([null]);
    expect((await invoke(`/events/${END}/invoke?v=1&skillId=8`)).json).toEqual([null]);
    expect((await invoke('/events/none/invoke?v=1')).text).toBe('[]');
  });

  it('ends with the first that fails', async () => {
    const [first = LAMBDA, second = LAMBDA, third = LAMBDA] = others;
    for (const lambda of [first, second, third]) functions.register(END, lambda);
    outcomes.set(second, { error: { code: 'c', message: 'm' } });
    expect(await invoke(`/events/${END}/invoke?v=1`)).toMatchObject({ status: 901, json: { errorMsg: 'm' } });
    expect(ran.map(([lambda]) => lambda)).toEqual([first, second]);
  });

  it('can be asked for', async () => {
    functions.register({ eventId: END, skillId: '7' }, LAMBDA);
    const isImplemented = async (query: string) =>
      (await ask(gateway(), 'GET', at(`/events/${END}/isImplemented?v=1${query}`), { headers })).json;
    expect(await isImplemented('&skillId=7')).toEqual({ implemented: true });
    expect(await isImplemented('&skillId=8')).toEqual({ implemented: false });
    expect(await isImplemented('')).toEqual({ implemented: false });
  });
});

describe('the list of functions', () => {
  const list = (query: string, sent: Record<string, string> = headers) =>
    ask(
      createFunctionListDouble({ accountId: ACCOUNT, authority, functions, run }),
      'GET',
      at(`/lambdas/${query}`),
      { headers: sent },
    );

  it('is filtered by event, state and name', async () => {
    functions.register({ uuid: 'u1', name: 'One' }, LAMBDA);
    functions.register({ uuid: 'u2', eventId: END, skillId: '7' }, LAMBDA);
    const uuids = async (query: string) =>
      ((await list(query)).json as Array<{ uuid: string }>).map(({ uuid }) => uuid);
    expect(await uuids('?v=1')).toEqual(['u1', 'u2']);
    expect(await uuids(`?v=1&eventId=${END}&state=&externalSystem=&userId=`)).toEqual(['u2']);
    expect(await uuids('?v=1&name=One')).toEqual(['u1']);
    expect(await uuids('?v=1&state=Draft&state=Productive')).toEqual(['u1', 'u2']);
    expect(await uuids('?v=1&state=Draft')).toEqual([]);
    expect((await list('?v=1&name=One')).json).toMatchObject([
      { uuid: 'u1', name: 'One', state: 'Productive', lastDeployment: { lambdaUUID: 'u1' } },
    ]);
  });

  it('is not for strangers, and has a version', async () => {
    expect((await list('?v=1', {})).status).toBe(401);
    expect((await list('')).status).toBe(400);
  });
});

const FILE = join(__dirname, '../../fixtures/lambdas/declared-function.js');

describe('registering', () => {
  it('takes an id, an event, or both', () => {
    expect(functions.register('u1', LAMBDA)).toEqual({ uuid: 'u1', name: 'u1', lambda: LAMBDA });
    const generated = functions.register(END, FILE);
    expect(generated).toEqual({
      uuid: expect.stringMatching(/^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-8[\da-f]{3}-[\da-f]{12}$/),
      name: END,
      eventId: END,
      lambda: FILE,
    });
    expect(functions.find(generated.uuid)).toBe(generated);
    const replaced = functions.register({ uuid: 'u1', eventId: 'mine', name: 'Mine' }, LAMBDA);
    expect(functions.all()).toEqual([replaced, generated]);
    functions.clear();
    expect(functions.all()).toEqual([]);
  });

  it.each<[name: string, target: unknown, lambda: unknown, message: RegExp]>([
    ['no target', undefined, LAMBDA, /expected the id of the function/],
    ['an empty id', '', LAMBDA, /"uuid" must be a non-empty string/],
    ['an empty object', {}, LAMBDA, /one of "uuid" and "eventId"/],
    ['an unknown key', { id: 'x' }, LAMBDA, /unknown key id: expected uuid/],
    ['a skill as a number', { uuid: 'u', skillId: 7 }, LAMBDA, /"skillId" must be/],
    ['no lambda', 'u1', undefined, /"lambda" must be a function/],
    ['an empty path', 'u1', '', /"lambda" must be a function/],
  ])('refuses %s', (_name, target, lambda, message) => {
    expect(() => functions.register(target as string, lambda as Lambda)).toThrow(message);
    expect(functions.all()).toEqual([]);
  });
});
