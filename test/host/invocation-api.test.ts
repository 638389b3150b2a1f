import { expect, it } from 'vitest';
import { ACCOUNT, ask, call, hostOf } from './support';

const ECHO = 'function lambda(input, callback) { callback(null, input.payload); }';
const FAIL =
  "function lambda(input, callback) { console.warn('careful'); callback(new Error('no ' + input.payload)); }";
const COMMAND = 'conversational_command';

it('invokes by id, and answers as LivePerson does when the function fails', async () => {
  const host = await hostOf({
    echo: ECHO,
    fail: FAIL,
    none: 'function lambda(input, callback) { callback(null); }',
  });
  expect(await call(host, 'echo', { a: [1, null, 'x'] })).toEqual({
    status: 200,
    body: { a: [1, null, 'x'] },
  });
  expect(await call(host, 'none')).toEqual({ status: 200, body: '' });
  expect(await call(host, 'fail', 'way')).toEqual({
    status: 901,
    body: {
      errorCode: 'com.liveperson.faas.handler.custom-failure',
      errorMsg: 'no way',
      errorLogs: [expect.objectContaining({ level: 'warn', message: 'careful' })],
    },
  });
});

it('refuses what LivePerson refuses', async () => {
  const host = await hostOf({ echo: ECHO });
  const path = `/api/account/${ACCOUNT}/lambdas/${host.functions[0]?.uuid}/invoke`;
  const input = { headers: [], payload: 1 };
  const badinput = {
    status: 400,
    body: { errorCode: 'com.liveperson.faas.es.badinput', errorMsg: expect.any(String) },
  };
  expect(await ask(host, 'POST', path, input)).toEqual(badinput);
  expect(await ask(host, 'POST', `${path}?v=1`, 'no json')).toEqual(badinput);
  expect(await ask(host, 'POST', `${path}?v=1`, { headers: {}, payload: 1 })).toEqual(badinput);
  expect(await ask(host, 'POST', `${path.replace(ACCOUNT, 'other')}?v=1`, input)).toMatchObject({
    status: 401,
  });
  expect(await ask(host, 'GET', `${path}?v=1`)).toMatchObject({ status: 405 });
  expect(await ask(host, 'GET', '/api/nothing')).toMatchObject({ status: 404 });
  expect(await call(host, '00000000-0000-4000-8000-000000000000')).toMatchObject({
    status: 404,
    body: { errorCode: 'com.liveperson.faas.es.missinglambda' },
  });
});

it('tells the id of a function to callers with access who send its name', async () => {
  const functions = { echo: ECHO, greet: 'export async function lambda() {}' };
  const open = await hostOf(functions);
  const byName = (host: typeof open, name: string, query = '?v=1') =>
    ask(host, 'POST', `/api/account/${ACCOUNT}/lambdas/${name}/invoke${query}`, { headers: [], payload: 1 });
  const { uuid } = open.functions[0] ?? {};
  expect(await byName(open, 'echo')).toMatchObject({
    status: 404,
    body: {
      errorCode: 'com.liveperson.faas.es.missinglambda',
      errorMsg: expect.stringContaining(`The function echo has the id ${uuid}:`),
    },
  });
  expect(await byName(open, 'greet', '')).toMatchObject({ status: 404 });
  const closed = await hostOf(functions, { token: 'a-token' });
  const refused = await byName(closed, 'echo');
  expect(refused.status).toBe(401);
  expect(JSON.stringify(refused.body)).not.toMatch(/echo|greet/);
});

it('invokes the functions of an event in order, for their skills, and stops at the first failure', async () => {
  const on = (config: object = {}) => ({ event: COMMAND, ...config });
  const named = (name: string) => `function lambda(input, callback) { callback(null, '${name}'); }`;
  const host = await hostOf({
    b: { source: named('b'), config: on() },
    a: { source: named('a'), config: on({ skills: ['7'] }) },
    c: { source: FAIL, config: on({ skills: [8] }) },
    d: { source: named('d'), config: { event: 'No Event' } },
  });
  const path = `/api/account/${ACCOUNT}/events/${COMMAND}`;
  const invoke = (query: string) =>
    ask(host, 'POST', `${path}/invoke?v=1${query}`, { headers: [], payload: 'x' });
  expect(await invoke('')).toEqual({ status: 200, body: ['b'] });
  expect(await invoke('&skillId=7&externalSystem=test')).toEqual({ status: 200, body: ['a', 'b'] });
  expect(await invoke('&skillId=8')).toMatchObject({ status: 901, body: { errorMsg: 'no x' } });
  expect(await ask(host, 'GET', `${path}/isImplemented?v=1`)).toEqual({
    status: 200,
    body: { implemented: true },
  });
  expect(await ask(host, 'GET', `${path}x/isImplemented?v=1`)).toEqual({
    status: 200,
    body: { implemented: false },
  });
  expect((await ask(host, 'POST', `${path}x/invoke?v=1`, { headers: [], payload: 1 })).body).toEqual([]);
  const listed = await ask(
    host,
    'GET',
    `/api/account/${ACCOUNT}/lambdas/?v=1&eventId=${COMMAND}&state=Productive`,
  );
  expect(listed.body.map(({ name, skills }: { name: string; skills?: string[] }) => [name, skills])).toEqual([
    ['a', ['7']],
    ['b', undefined],
    ['c', ['8']],
  ]);
});

it('runs functions of V2 and TypeScript beside those of V1, with the bodies of V2', async () => {
  const host = await hostOf({
    old: ECHO,
    v2: 'export async function lambda(input) { if (!input.payload) throw new Error("none"); return input.payload; }',
    typed: {
      source:
        'function lambda(input: { payload: number }, callback: Function): void { callback(null, input.payload + 1); }',
      file: 'index.ts',
    },
  });
  expect(await call(host, 'old', 1)).toEqual({ status: 200, body: 1 });
  expect(await call(host, 'typed', 1)).toEqual({ status: 200, body: 2 });
  const v2 = host.functions.find(({ name }) => name === 'v2')?.uuid;
  const invoke = (payload: unknown) =>
    ask(host, 'POST', `/api/account/${ACCOUNT}/lambdas/${v2}/invoke`, { headers: [], payload });
  expect(await invoke(5)).toEqual({ status: 200, body: 5 });
  expect(await invoke(0)).toEqual({
    status: 901,
    body: { code: 'com.customer.faas.function.threw-error', message: 'none' },
  });
});

it('answers 429 when too many invocations of a function are under way', async () => {
  const source = 'function lambda(input, callback) { setTimeout(() => callback(null, 1), 300); }';
  const host = await hostOf({ slow: source, echo: ECHO }, { maxConcurrent: 2 });
  const answers = await Promise.all([1, 2, 3, 4].map(() => call(host, 'slow')));
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 200, 429, 429]);
  expect(await call(host, 'echo', 1)).toEqual({ status: 200, body: 1 });
});

it('asks for the token that it was started with', async () => {
  const host = await hostOf({ echo: ECHO }, { token: 'a-long-token' });
  const path = `/api/account/${ACCOUNT}/lambdas/${host.functions[0]?.uuid}/invoke?v=1`;
  const send = (headers: Record<string, string>) =>
    ask(host, 'POST', path, { headers: [], payload: 1 }, headers);
  expect(await send({})).toMatchObject({ status: 401 });
  expect(await send({ Authorization: 'Bearer another-one' })).toMatchObject({ status: 401 });
  expect(await send({ Authorization: 'Bearer a-long-token' })).toEqual({ status: 200, body: 1 });
  expect(await ask(host, 'GET', '/_/api/overview')).toMatchObject({ status: 401 });
});
