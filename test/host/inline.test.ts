import { expect, it, onTestFinished, vi } from 'vitest';
import { ORCHESTRATOR_APP_KEY_SECRET } from '../../src/config/defaults';
import { startHost } from '../../src/host/host';
import { Toolbelt } from '../../src/toolbelt';
import { startServer } from '../helpers/with-server';
import { ask, call, hostOf, project, until } from './support';

const INLINE = { isolate: false } as const;
const ENVIRONMENT = `const { Toolbelt } = require('lp-faas-toolbelt');
  const atStart = process.env.LEVEL;
  async function lambda(input, callback) {
    process.env.OWN = input.payload;
    await new Promise((resolve) => setTimeout(resolve, 5));
    const { LEVEL, OWN, LAMBDA_UUID, BRAND_ID } = process.env;
    callback(null, [atStart, LEVEL, OWN, LAMBDA_UUID, BRAND_ID, 'LEVEL' in process.env, Object.keys(process.env).includes('LEVEL')]);
  }`;

it('runs functions in the process of the host, each with its own environment', async () => {
  const level = (value: string) => ({ environmentVariables: [{ key: 'LEVEL', value }] });
  const host = await hostOf(
    {
      one: { source: ENVIRONMENT, config: level('1') },
      two: { source: ENVIRONMENT, config: level('2') },
      pid: 'function lambda(input, callback) { callback(null, process.pid); }',
    },
    INLINE,
  );
  const uuid = (name: string) => host.functions.find((known) => known.name === name)?.uuid;
  const answers = await Promise.all(['one', 'two', 'one'].map((name, index) => call(host, name, `${index}`)));
  expect(answers[0]?.body).toEqual(['1', '1', expect.any(String), uuid('one'), host.accountId, true, true]);
  expect(answers[1]?.body).toEqual(['2', '2', '1', uuid('two'), host.accountId, true, true]);
  expect([process.env.LEVEL, process.env.OWN, 'OWN' in process.env]).toEqual([undefined, undefined, false]);
  expect(await call(host, 'pid')).toEqual({ status: 200, body: process.pid });
});

it('runs functions where the system does not tell the memory of a process', async () => {
  const host = await hostOf(
    { hello: "function lambda(input, callback) { callback(null, 'Hello'); }" },
    INLINE,
  );
  const spy = vi.spyOn(process.memoryUsage, 'rss').mockImplementation(() => {
    throw new Error('ENOENT: no such file or directory, uv_resident_set_memory');
  });
  onTestFinished(() => spy.mockRestore());
  // A figure of a moment ago may be known from another test.
  await new Promise((resolve) => setTimeout(resolve, 60));
  expect(await call(host, 'hello')).toEqual({ status: 200, body: 'Hello' });
  const overview = await ask(host, 'GET', '/_/api/overview');
  expect(overview.status).toBe(200);
  expect(overview.body).not.toHaveProperty('memoryBytes');
});

it('answers as a process of its own does: failures, limits of time, files that do not parse, events', async () => {
  const listens = { event: 'conversational_command' };
  const changes =
    "function lambda(input, callback) { input.payload.seen = true; callback(null, 'changed'); }";
  const host = await hostOf(
    {
      throws: 'function lambda() { throw new Error("early"); }',
      late: 'function lambda() { setTimeout(() => { throw new Error("late"); }, 5); }',
      slow: 'function lambda(input, callback) { setTimeout(callback, 2_000).unref(); }',
      broken: 'function lambda(input, callback) {',
      a: { source: changes, config: listens },
      b: { source: 'function lambda(input, callback) { callback(null, input.payload); }', config: listens },
    },
    { ...INLINE, timeoutMs: 60 },
  );
  const failure = async (name: string) => {
    const { status, body } = await call(host, name);
    return [status, body.errorCode.split('.').at(-1), body.errorMsg];
  };
  expect(await failure('throws')).toEqual([901, 'runtime-exception', 'early']);
  expect(await failure('late')).toEqual([901, 'runtime-exception', 'late']);
  expect(await failure('slow')).toEqual([901, 'executiontime-exceeded', expect.any(String)]);
  expect(await failure('broken')).toEqual([
    901,
    'runtime-exception',
    expect.stringMatching(/index\.js:1:.*does not parse/),
  ]);
  const path = `/api/account/${host.accountId}/events/conversational_command/invoke?v=1`;
  expect(await ask(host, 'POST', path, { headers: [], payload: { x: 1 } })).toEqual({
    status: 200,
    body: ['changed', { x: 1 }],
  });
  expect(host.functions.find(({ name }) => name === 'broken')?.state).toBe('Draft');
});

it('tells of log entries at once, and keeps what happened', async () => {
  const host = await hostOf(
    { logs: "function lambda(input, callback) { console.warn('careful'); callback(null, 1); }" },
    INLINE,
  );
  const seen: unknown[] = [];
  host.observe((event) => event.type === 'log' && seen.push([event.function, event.entry.message]));
  await call(host, 'logs');
  expect(seen).toEqual([['logs', 'careful']]);
  expect(host.invocations()).toMatchObject([{ function: 'logs', status: 'ok', logs: [{ level: 'warn' }] }]);
});

it('counts the requests of each function for itself', async () => {
  const server = await startServer();
  onTestFinished(() => server.close());
  const source = `const { Toolbelt } = require('lp-faas-toolbelt');
    async function lambda(input, callback) {
      const send = () => Toolbelt.HTTPClient()(input.payload).then(() => 200, ({ statusCode }) => statusCode);
      callback(null, (await Promise.all(Array.from({ length: 22 }, send))).filter((status) => status === 429).length);
    }`;
  const settings = { whitelist: ['127.0.0.1'], secrets: [] };
  const folder = project({ one: source, two: source }, { 'functions/settings.json': settings });
  const host = await hostOf(folder, INLINE);
  const answers = await Promise.all([call(host, 'one', server.url('/')), call(host, 'two', server.url('/'))]);
  expect(answers.map(({ body }) => body)).toEqual([2, 2]);
  expect(server.requests).toHaveLength(40);
});

it('takes the configuration of the library back when it closes', async () => {
  const undo = Toolbelt.configure({ secrets: { mine: 'of the process' } });
  const read = async (key: string) => (await Toolbelt.SecretClient().readSecret(key)).value;
  const host = await hostOf({ echo: 'function lambda(input, callback) { callback(null, 1); }' }, INLINE);
  expect(await read('mine')).toBe('of the process');
  expect(await read(ORCHESTRATOR_APP_KEY_SECRET)).toEqual(host.callers.appKey);
  await host.close();
  expect(await read('mine')).toBe('of the process');
  await expect(read(ORCHESTRATOR_APP_KEY_SECRET)).rejects.toThrow(ORCHESTRATOR_APP_KEY_SECRET);
  undo();
});

it('fails what is under way when it is closed, and refuses options that need a process', async () => {
  const host = await hostOf({ hangs: 'function lambda() { setTimeout(() => {}, 2_000).unref(); }' }, INLINE);
  const answer = call(host, 'hangs');
  await until(() => host.catalogue.states[0]?.running === 1);
  await host.close();
  expect(await answer).toMatchObject({ status: 901, body: { errorMsg: 'The host was closed.' } });
  await expect(startHost({ folder: '.', isolate: false, memoryMb: 64 })).rejects.toThrow(
    /^createHost: "memoryMb" needs a process for each function/,
  );
});
