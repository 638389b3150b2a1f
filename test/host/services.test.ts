import { mkdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { provideData } from '../../src/cli/invoke/offline-data';
import { ErrorCodes } from '../../src/errors';
import type { ProjectFunction } from '../../src/host/project/project';
import { Scheduler } from '../../src/host/schedules/scheduler';
import { createPlatform } from '../../src/testing/platform/platform';
import { ask, call, hostOf, project, until } from './support';

const STORE = `const { Toolbelt } = require('lp-faas-toolbelt');
  async function lambda(input, callback) {
    try {
      const secrets = Toolbelt.SecretClient();
      if (input.payload.write) await secrets.updateSecret({ key: 'mine', value: input.payload.write });
      const { value } = await secrets.readSecret('mine');
      const history = await Toolbelt.LpClient()('msgHist', '/messaging_history/api/account/12345678/conversations/search',
        { method: 'POST', json: true, body: { start: { from: 0, to: 1 } }, simple: false, resolveWithFullResponse: true });
      callback(null, { value, status: history.statusCode });
    } catch (error) { callback(error); }
  }`;

it('offline, all functions share the account of the test kit, whose state survives the host', async () => {
  const folder = project(
    { one: STORE, two: STORE },
    {
      'functions/settings.json': { secrets: [{ key: 'mine', value: 'from the settings' }] },
      'setup.js': "module.exports = (account) => account.secrets.set('other', 'from the setup');",
    },
  );
  const options = { offline: true, setup: join(folder, 'setup.js'), state: join(folder, 'state.json') };
  const host = await hostOf(folder, options);
  expect((await call(host, 'one')).body).toMatchObject({ value: 'from the settings' });
  expect((await call(host, 'one', { write: 'new' })).body).toMatchObject({ value: 'new' });
  expect((await call(host, 'two')).body).toMatchObject({ value: 'new' });
  await host.close();
  expect(JSON.parse(readFileSync(options.state, 'utf8')).secrets).toEqual({ mine: 'new' });
  const next = await hostOf(folder, options);
  expect((await call(next, 'two')).body).toMatchObject({ value: 'new' });
});

it('offline, a missing secret is to be added to the settings file, and is there as soon as it is saved', async () => {
  const source = `const { Toolbelt } = require('lp-faas-toolbelt');
    function lambda(input, callback) {
      Toolbelt.SecretClient().readSecret(input.payload).then(({ value }) => callback(null, value), callback);
    }`;
  const secrets = [{ key: 'first', value: 'first' }];
  const folder = project({ reads: source }, { 'functions/settings.json': { secrets } });
  const host = await hostOf(folder, { offline: true, watch: true });
  const read = async (key: string) => (await call(host, 'reads', key)).body;
  expect(await read('mine')).toMatchObject({
    errorMsg:
      'There is no secret "mine": add { "key": "mine", "value": … } to "secrets" of functions/settings.local.json.',
  });
  const added = { secrets: [{ key: 'mine', value: 'here' }] };
  writeFileSync(join(folder, 'functions/settings.local.json'), JSON.stringify(added));
  await until(async () => (await read('mine')) === 'here');
  expect(await read('first')).toBe('first');
});

it('one setup file fills the account of serve and that of invoke, with all that an account holds', async () => {
  const source = `const { Toolbelt } = require('lp-faas-toolbelt');
    async function lambda(input, callback) {
      const path = '/api/account/12345678/configuration/le-users/' + input.payload;
      Toolbelt.LpClient()('accountConfigReadOnly', path, { json: true }).then((list) => callback(null, list), callback);
    }`;
  const folder = project(
    { lists: source },
    {
      'setup.js': `module.exports = async (account) => {
        const { accountId, region, contextKey, swift, files, sdes, functions, engagements, reports, requests } = account;
        module.exports.seen = { accountId, region, contextKey, swift, files, sdes, functions, engagements, reports, requests };
        account.users.add({ id: 1, loginName: 'ada' });
        account.skills.add({ id: 7, name: 'Sales' });
        account.agentGroups.add({ id: 8, name: 'Team' });
        account.profiles.add({ id: 9, name: 'Agent' });
        account.salesforce.add('Contact', { Name: 'Ada' });
        account.conversations.add({ info: { conversationId: 'c-1' } });
        account.secrets.set('mine', 1);
        await account.context.set('orders', { last: 'A-1' });
      };`,
    },
  );
  const setup = join(folder, 'setup.js');
  const host = await hostOf(folder, { offline: true, setup });
  const { seen } = createRequire(setup)(setup);
  expect(seen).toMatchObject({ accountId: '12345678', region: 'va', sdes: [], requests: [] });
  expect(Object.values(seen)).not.toContain(undefined);
  expect((await call(host, 'lists', 'skills')).body).toEqual([{ id: 7, name: 'Sales' }]);
  expect((await call(host, 'lists', 'users')).body).toEqual([{ id: 1, loginName: 'ada' }]);
  const platform = createPlatform();
  try {
    await provideData(platform, { fixtures: undefined, setup });
    expect(platform.skills.all()).toEqual([{ id: 7, name: 'Sales' }]);
  } finally {
    await platform.close();
  }
});

it.each([
  ['is missing', undefined, /^setup: there is no file .*setup\.js\.$/],
  ['does not parse', 'module.exports = (', /^setup: .*setup\.js cannot be loaded: SyntaxError/],
  ['exports no function', 'module.exports = 1;', /^setup: .*setup\.js exports no function: write module/],
  [
    'throws',
    'module.exports = (a) => a.host("x");',
    /^setup: the function of .*setup\.js threw TypeError: a\.host is/,
  ],
])('a setup file that %s keeps the host from starting', async (_what, text, message) => {
  const folder = project({ one: STORE }, text === undefined ? {} : { 'setup.js': text });
  const started = hostOf(folder, { offline: true, setup: join(folder, 'setup.js') });
  await expect(started).rejects.toMatchObject({
    code: ErrorCodes.Toolbelt.INVALID_ARGUMENT,
    message: expect.stringMatching(message),
  });
});

it('a state that cannot be written is a problem that is told, and ends nothing', async () => {
  const secrets = [{ key: 'mine', value: 'old' }];
  const folder = project({ one: STORE }, { 'functions/settings.json': { secrets } });
  const state = join(folder, 'gone', 'state.json');
  await expect(hostOf(folder, { offline: true, state })).rejects.toThrow(
    /^The state cannot be kept in .*state\.json: there is no folder .*gone\. Make the folder, or name another file\.$/,
  );
  mkdirSync(dirname(state));
  const host = await hostOf(folder, { offline: true, state });
  rmdirSync(dirname(state));
  const problems: string[] = [];
  host.observe((event) => {
    if (event.type === 'problem') problems.push(event.message);
  });
  expect((await call(host, 'one', { write: 'new' })).body).toMatchObject({ value: 'new' });
  await until(() => problems.length > 0);
  expect(problems[0]).toMatch(/^The state cannot be written to .*gone.state\.json: ENOENT/);
  expect((await call(host, 'one')).body).toMatchObject({ value: 'new' });
});

it('with real services, secrets come from the settings file, and the key of the host shows to nobody else', async () => {
  const source = `const { Toolbelt } = require('lp-faas-toolbelt');
    async function lambda(input, callback) {
      Toolbelt.SecretClient().readSecret(input.payload).then(({ value }) => callback(null, value), callback);
    }`;
  const folder = project(
    { reads: source },
    { 'functions/settings.json': { secrets: [{ key: 'mine', value: 7 }] } },
  );
  const host = await hostOf(folder);
  expect(await call(host, 'reads', 'mine')).toEqual({ status: 200, body: 7 });
  expect(await call(host, 'reads', 'none')).toMatchObject({
    status: 901,
    body: { errorMsg: expect.stringContaining('functions/settings.json') },
  });
});

it('functions of V2 invoke others without a key, and reach the account of the test kit', async () => {
  const functions = {
    caller: `import { Toolbelt } from 'core-functions-toolbelt';
      export async function lambda(input) {
        const [{ body }] = await Toolbelt.OrchestratorClient().invoke([{ uuid: input.payload, payload: 3, headers: {} }], 5000, {});
        return body;
      }`,
    square: 'export async function lambda(input) { return input.payload ** 2; }',
  };
  for (const offline of [false, true]) {
    const host = await hostOf(functions, { offline });
    const uuid = host.functions.find(({ name }) => name === 'square')?.uuid;
    const [ended] = await host.invoke('caller', { payload: uuid });
    expect(ended).toMatchObject({ result: 9 });
  }
});

it('issues access tokens with oauth, which stay valid in the next host', async () => {
  const folder = project({ echo: 'function lambda(input, callback) { callback(null, 1); }' });
  const host = await hostOf(folder, { oauth: true });
  const { client_id, client_secret } = JSON.parse(readFileSync(host.credentialsPath ?? '', 'utf8'));
  const get = (fields: Record<string, string>) =>
    ask(
      host,
      'POST',
      '/sentinel/api/account/12345678/app/token?v=2.0',
      new URLSearchParams(fields).toString(),
      {
        'content-type': 'application/x-www-form-urlencoded',
      },
    );
  const grant_type = 'client_credentials';
  expect(await get({ grant_type, client_id, client_secret: 'wrong' })).toMatchObject({ status: 401 });
  const { body } = await get({ grant_type, client_id, client_secret });
  expect(body).toMatchObject({ token_type: 'Bearer', expires_in: '3600' });
  const path = `/api/account/12345678/lambdas/${host.functions[0]?.uuid}/invoke?v=1`;
  const input = { headers: [], payload: 1 };
  const send = (on: typeof host, token: string) =>
    ask(on, 'POST', path, input, { authorization: `Bearer ${token}` });
  expect(await ask(host, 'POST', path, input)).toMatchObject({ status: 401 });
  expect(await send(host, `${body.access_token}x`)).toMatchObject({ status: 401 });
  expect(await send(host, body.access_token)).toEqual({ status: 200, body: 1 });
  await host.close();
  expect(await send(await hostOf(folder, { oauth: true }), body.access_token)).toEqual({
    status: 200,
    body: 1,
  });
});

function scheduled(schedule: { overlap: boolean }): ProjectFunction {
  const config = { cron: '*/5 * * * *', timezone: 'UTC', input: { headers: [], payload: 1 }, ...schedule };
  return {
    name: 'tick',
    uuid: 'tick',
    folder: '/p',
    file: '/p/index.js',
    config: { schedules: [config] },
  } as never;
}

it('runs a schedule at its times, not twice at once unless asked, and once for all that was missed', async () => {
  vi.useFakeTimers({ now: new Date('2026-01-01T00:01:00Z') });
  try {
    for (const [overlap, runs] of [
      [false, 1],
      [true, 3],
    ] as const) {
      const run = vi.fn(() => new Promise(() => {}));
      const scheduler = new Scheduler(run, true);
      scheduler.use([scheduled({ overlap })]);
      await vi.advanceTimersByTimeAsync(8 * 60_000);
      // Each change of the project brings the schedules anew. A run that goes on counts for the new ones.
      scheduler.use([scheduled({ overlap })]);
      await vi.advanceTimersByTimeAsync(7 * 60_000);
      expect(run).toHaveBeenCalledTimes(runs);
      expect(scheduler.states[0]).toMatchObject({ isRunning: true, lastRunAt: expect.any(Number) });
      scheduler.close();
    }
    const run = vi.fn(async () => 'ran');
    const scheduler = new Scheduler(run, true);
    scheduler.use([scheduled({ overlap: false })]);
    // Timers do not run while a machine sleeps, but its clock goes on.
    vi.setSystemTime(Date.now() + 3_600_000);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(run).toHaveBeenCalledTimes(1);
    await vi.advanceTimersByTimeAsync(5 * 60_000);
    expect(run).toHaveBeenCalledTimes(2);
    scheduler.close();
  } finally {
    vi.useRealTimers();
  }
});

it('runs a schedule by hand, and refuses to while it runs, by hand or at its time', async () => {
  let finish = (_result: string): void => {};
  const run = vi.fn(
    () =>
      new Promise<string>((resolve) => {
        finish = resolve;
      }),
  );
  const scheduler = new Scheduler(run, false);
  scheduler.use([scheduled({ overlap: false })]);
  expect(scheduler.run('other-0')).toBeUndefined();
  const first = scheduler.run('tick-0');
  expect(scheduler.states[0]).toMatchObject({ isRunning: true, lastRunAt: expect.any(Number) });
  expect(() => scheduler.run('tick-0')).toThrow(/tick-0 is running.*"overlap": true/);
  finish('done');
  expect(await first).toBe('done');
  expect(scheduler.states[0]?.isRunning).toBe(false);
  scheduler.use([scheduled({ overlap: true })]);
  void scheduler.run('tick-0');
  void scheduler.run('tick-0');
  expect(run).toHaveBeenCalledTimes(3);
});
