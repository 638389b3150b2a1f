import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { createServer, request } from 'node:http';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import type { HostEvent, Invocation, LogLine } from '../../src/host/observe/types';
import { listen } from '../helpers/listen';
import { ACCOUNT, ask, call, hostOf, project, until } from './support';

const ECHO = 'function lambda(input, callback) { callback(null, input.payload); }';

it('shows an invocation in full: input, logs, failure with its line, requests with their times', async () => {
  const server = createServer((_incoming, outgoing) => outgoing.end('0123456789'));
  const { port } = await listen(server);
  const folder = project(
    {
      asks: `const { Toolbelt } = require('lp-faas-toolbelt');
        async function lambda(input, callback) {
          console.info('asking', { token: 'very-secret-token' });
          await Toolbelt.HTTPClient()('http://127.0.0.1:${port}/orders?api_key=very-secret-key');
          await Toolbelt.HTTPClient()('https://not-listed.example.com/').catch(() => {});
          callback(new Error('at the end'));
        }`,
    },
    { 'functions/settings.json': { whitelist: ['127.0.0.1'] } },
  );
  const host = await hostOf(folder);
  expect((await call(host, 'asks', { password: 'very-secret-password' })).status).toBe(901);
  const { body: page } = await ask(host, 'GET', '/_/api/invocations?function=asks&status=failed');
  expect(page).toMatchObject({
    next: null,
    invocations: [{ logs: 2, requests: 2, errorMessage: 'at the end' }],
  });
  const { body } = await ask(host, 'GET', `/_/api/invocations/${page.invocations[0].id}`);
  const invocation = body as Invocation;
  expect(invocation).toMatchObject({
    function: 'asks',
    trigger: 'api',
    status: 'failed',
    isInputRedacted: true,
    input: { payload: { password: '[redacted]' } },
    error: { code: 'com.liveperson.faas.handler.custom-failure', line: { line: 6 } },
    version: 1,
    cut: [],
  });
  expect(invocation.error?.line?.file).toBe(join(folder, 'functions/asks/index.js'));
  const [first, denied] = invocation.requests;
  expect(first).toMatchObject({ method: 'GET', status: 200, bytes: 10, isReused: false });
  const { admittedMs = -1, connectedMs = -1, firstByteMs = -1, endMs = -1 } = first ?? {};
  expect([admittedMs, connectedMs, firstByteMs, endMs]).toEqual(
    [admittedMs, connectedMs, firstByteMs, endMs].sort((one, other) => one - other),
  );
  expect(denied).toMatchObject({ deniedBy: 'whitelist', error: 'ERR_SOCKET_CLOSED' });
  expect(JSON.stringify(host.invocations())).not.toContain('very-secret');
});

it('shows the requests of an invocation that runs, before and after their end', async () => {
  let answer = (): void => {};
  const server = createServer((_incoming, outgoing) => {
    answer = () => void outgoing.end('late');
  });
  const { port } = await listen(server);
  for (const isolate of [true, false]) {
    const folder = project(
      {
        asks: `const { Toolbelt } = require('lp-faas-toolbelt');
          async function lambda(input, callback) {
            const text = await Toolbelt.HTTPClient()('http://127.0.0.1:${port}/orders?api_key=very-secret-key');
            setTimeout(() => callback(null, text), 300);
          }`,
      },
      { 'functions/settings.json': { whitelist: ['127.0.0.1'] } },
    );
    const host = await hostOf(folder, { isolate });
    const events: HostEvent[] = [];
    host.observe((event) => event.type === 'request' && events.push(event));
    const running = call(host, 'asks');
    const request = async () => {
      const [{ id } = { id: '' }] = host.invocations();
      const { status, requests } = (await ask(host, 'GET', `/_/api/invocations/${id}`)).body as Invocation;
      return { status, requests };
    };
    await until(() => events.length > 0);
    expect(await request()).toMatchObject({ status: 'running', requests: [{ method: 'GET' }] });
    expect((await request()).requests[0]).not.toHaveProperty('endMs');
    // It waits for the answer, and no longer for a connection.
    if (isolate) await until(async () => (await request()).requests[0]?.connectedMs !== undefined);
    await until(() => {
      answer();
      return events.some((event) => event.type === 'request' && event.request.endMs !== undefined);
    });
    expect(await request()).toMatchObject({ status: 'running', requests: [{ status: 200, bytes: 4 }] });
    expect(await running).toEqual({ status: 200, body: 'late' });
    expect(events.at(-1)).toMatchObject({ index: 0, function: 'asks', request: { status: 200 } });
    expect(JSON.stringify([events, host.invocations()])).not.toContain('very-secret');
    await host.close();
  }
});

it('keeps the last 1,000 invocations, and cuts what is too large', async () => {
  const host = await hostOf({ echo: ECHO });
  await call(host, 'echo', 'x'.repeat(100_000));
  const [large] = host.invocations();
  expect(large).toMatchObject({ status: 'ok', cut: ['input', 'result'] });
  expect(JSON.stringify(large).length).toBeLessThan(150_000);
  for (let round = 0; round < 11; round++)
    await Promise.all(Array.from({ length: 100 }, () => call(host, 'echo')));
  expect(host.invocations()).toHaveLength(1_000);
  expect(host.invocations()).not.toContain(large);
});

it('lists log lines of all invocations, newest first, also of running ones', async () => {
  const host = await hostOf({
    talks: `function lambda(input, callback) {
      console.info('first', { of: input.payload.name });
      console.warn('second');
      setTimeout(() => callback(null), input.payload.ms);
    }`,
    silent: ECHO,
  });
  await call(host, 'talks', { name: 'Ada', ms: 5 });
  await call(host, 'silent');
  const running = call(host, 'talks', { name: 'Lin', ms: 1_000 });
  const lines = async (query = '') => (await ask(host, 'GET', `/_/api/logs${query}`)).body as LogLine[];
  await until(async () => (await lines()).length === 4);
  const all = await lines();
  const times = all.map(({ entry }) => entry.timestamp);
  expect(times).toEqual([...times].sort((one, other) => other - one));
  expect(all[0]).toMatchObject({ function: 'talks', invocationId: host.invocations()[0]?.id });
  expect(await lines('?level=warn')).toHaveLength(2);
  expect(await lines('?text=ADA')).toMatchObject([{ entry: { message: 'first', extras: [{ of: 'Ada' }] } }]);
  expect(await lines('?function=silent')).toEqual([]);
  await running;
  expect(await lines()).toHaveLength(4);
});

it('invokes and replays, also with another input, and lists in pages', async () => {
  const host = await hostOf({ echo: ECHO });
  const { body } = await ask(host, 'POST', '/_/api/invoke', { target: 'echo', input: { payload: 1 } });
  expect(body).toMatchObject([{ result: 1, trigger: 'page' }]);
  const replay = (input?: object) => ask(host, 'POST', `/_/api/invocations/${body[0].id}/replay`, input);
  expect((await replay()).body).toMatchObject({ result: 1, trigger: 'replay' });
  expect((await replay({ input: { payload: 2 } })).body).toMatchObject({ result: 2, trigger: 'replay' });
  const first = (await ask(host, 'GET', '/_/api/invocations?limit=2')).body;
  expect(first.invocations).toHaveLength(2);
  const rest = (await ask(host, 'GET', `/_/api/invocations?limit=2&before=${first.next}`)).body;
  expect(rest).toMatchObject({ invocations: [{ id: body[0].id }], next: null });
  expect(await ask(host, 'POST', '/_/api/invoke', { target: 'eco' })).toEqual({
    status: 400,
    body: { error: expect.stringContaining('Did you mean "echo"?') },
  });
  expect(await ask(host, 'POST', '/_/api/invocations/none/replay')).toMatchObject({ status: 404 });
  expect(await ask(host, 'POST', '/_/api/invoke', 'no json')).toMatchObject({ status: 400 });
});

it('shows functions, settings without values, deployments, events and templates', async () => {
  const folder = project(
    {
      echo: {
        source: ECHO,
        config: {
          event: 'conversational_command',
          description: 'Repeats',
          environmentVariables: [
            { key: 'API_KEY', value: 'hidden-value' },
            { key: 'LEVEL', value: '3' },
          ],
          schedules: [{ cron: '0 9 * * 1', timezone: 'Europe/Berlin', payload: { at: 9 } }],
        },
      },
    },
    {
      'functions/settings.json': {
        whitelist: ['*.example.com'],
        secrets: [{ key: 'mine', value: 'hidden-value' }],
      },
    },
  );
  const host = await hostOf(folder, { schedules: true });
  await call(host, 'echo');
  const get = async (path: string) => (await ask(host, 'GET', `/_/api/${path}`)).body;
  expect(await get('overview')).toMatchObject({
    totals: { invocations: 1, failures: 0, kept: 1 },
    hasSchedules: true,
  });
  expect(await get('functions/echo')).toMatchObject({
    event: 'conversational_command',
    state: 'Productive',
    source: ECHO,
    environmentVariables: [
      { key: 'API_KEY', value: '[redacted]' },
      { key: 'LEVEL', value: '3' },
    ],
  });
  expect(await get('settings')).toMatchObject({
    path: 'functions/settings.json',
    whitelist: { own: ['*.example.com'] },
    secrets: [{ key: 'mine', type: 'string', file: 'functions/settings.json' }],
    limits: { timeoutMs: 30_000, memoryMb: 256, requestsPerSecond: 20 },
  });
  expect(await get('deployments')).toMatchObject([
    { function: 'echo', version: 1, state: 'ready', invocations: 1 },
  ]);
  expect(await get('event-builders')).toContainEqual(
    expect.objectContaining({ name: 'conversationalCommand', event: 'conversational_command' }),
  );
  expect(await get('templates')).toContainEqual(expect.objectContaining({ id: 'greeting', event: null }));
  const [schedule] = await get('schedules');
  expect(schedule).toMatchObject({
    id: 'echo-0',
    cron: '0 9 * * 1',
    timezone: 'Europe/Berlin',
    lastRunAt: null,
  });
  expect(schedule.nextRunAt).toBeGreaterThan(Date.now());
  const { body: ran } = await ask(host, 'POST', '/_/api/schedules/echo-0/run');
  expect(ran).toMatchObject({ trigger: 'schedule', result: { at: 9 } });
  expect(await ask(host, 'POST', '/_/api/schedules/other/run')).toMatchObject({ status: 404 });
});

it('creates functions', async () => {
  const folder = project({ echo: ECHO });
  const host = await hostOf(folder);
  const order = { name: 'lookUp', template: 'http', domains: ['api.example.org'] };
  const created = await ask(host, 'POST', '/_/api/functions', order);
  expect(created).toMatchObject({ status: 201, body: { name: 'lookUp' } });
  for (const file of created.body.files) expect(existsSync(join(folder, file))).toBe(true);
  expect(host.functions.map(({ name }) => name)).toEqual(['echo', 'lookUp']);
  expect(await ask(host, 'POST', '/_/api/functions', order)).toMatchObject({ status: 400 });
});

it('sends events to whoever reads the stream, and nothing to foreign pages and names', async () => {
  const host = await hostOf({
    echo: "function lambda(input, callback) { console.warn('hello'); callback(null); }",
  });
  const { port, url } = await host.listen();
  const ask = (path: string, headers: Record<string, string>) =>
    new Promise<number | undefined>((resolve, reject) => {
      request({ port, host: '127.0.0.1', path, headers, agent: false }, (answer) => {
        answer.resume();
        resolve(answer.statusCode);
      })
        .on('error', reject)
        .end();
    });
  expect(await ask('/_/api/overview', {})).toBe(200);
  expect(await ask('/_/api/overview', { host: `localhost:${port}` })).toBe(200);
  expect(await ask('/_/api/overview', { host: 'attacker.example.com' })).toBe(403);
  expect(await ask('/_/api/overview', { origin: 'http://attacker.example.com' })).toBe(403);
  expect(await ask('/_/api/overview', { origin: url })).toBe(200);
  const response = await fetch(`${url}/_/api/events`);
  const events: HostEvent[] = [];
  const reading = (async () => {
    let text = '';
    for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
      text += Buffer.from(chunk).toString();
      const blocks = text.split('\n\n');
      text = blocks.pop() ?? '';
      for (const block of blocks) {
        const [, data] = /^data: (.*)$/m.exec(block) ?? [];
        if (data !== undefined) events.push(JSON.parse(data));
      }
    }
  })().catch(() => {});
  await call(host, 'echo');
  await until(() => events.some(({ type }) => type === 'invocation-ended'));
  expect(events.map(({ type }) => type).filter((type) => type !== 'function-loaded')).toEqual([
    'invocation-started',
    'log',
    'invocation-ended',
  ]);
  await host.close();
  await reading;
});

it('says in one line what is wrong with a project, and what to do', async () => {
  const problemOf = async (functions: Parameters<typeof project>[0], files = {}) => {
    const error = await hostOf(project(functions, files)).catch((thrown: Error) => thrown);
    return (error as Error).message;
  };
  const uuid = '123e4567-e89b-42d3-a456-426614174000';
  expect(await problemOf({}, { 'functions/settings.json': {} })).toMatch(
    /There is no function in .*functions\. Make one/,
  );
  expect(await problemOf({}, { 'other.txt': '' })).toMatch(/There is no function in/);
  const twice = { a: { source: ECHO, config: { uuid } }, b: { source: ECHO, config: { uuid } } };
  expect(await problemOf(twice)).toMatch(
    /Two functions have the id .*a\/config\.json and .*b\/config\.json\. Change "uuid"/,
  );
  const configs: [object | string, RegExp][] = [
    [{ uuid: 'x' }, /config\.json:2:\d+ uuid: expected a UUID such as \S+, found "x"/],
    [{ environmentVariables: 'x' }, /environmentVariables: expected an array, or an object/],
    [{ environmentVariables: [{ key: 'A', value: [] }] }, /environmentVariables\[0\]: expected a text/],
    [{ schedules: [{ cron: '* * *' }] }, /schedules\[0\]\.cron: expected five fields, .*, found "\* \* \*"/],
    [
      { schedules: [{ cron: '99 * * * *' }] },
      /config\.json:\d+:\d+ schedules\[0\]\.cron: expected a cron expression of five fields, found "99 \* \* \* \*" \(/,
    ],
    [
      { schedules: [{ cron: '* * * * *', timezone: 'Mars' }] },
      /timezone: expected an IANA time zone .*, found "Mars"/,
    ],
    [{ skills: 'x' }, /skills: expected an array/],
    [[], /expected an object, found an array/],
  ];
  for (const [config, message] of configs) {
    expect(await problemOf({ a: { source: ECHO, config: config as object } })).toMatch(message);
  }
  const folder = project({ a: ECHO });
  writeFileSync(join(folder, 'functions/a/config.json'), '{ "name": ');
  expect(((await hostOf(folder).catch((thrown: Error) => thrown)) as Error).message).toMatch(
    /config\.json:1:\d+ is not JSON/,
  );
  for (const name of ['settings', 'settings.local']) {
    const message = await problemOf({ a: ECHO }, { [`functions/${name}.json`]: '{ "whitelist": [ }' });
    expect(message).toMatch(new RegExp(`${name}\\.json: line 1, column 18`));
  }
  mkdirSync(join(folder, 'empty'));
  const options = { folder, prt: 1 } as unknown as Parameters<typeof hostOf>[1];
  expect(((await hostOf(folder, options).catch((thrown: Error) => thrown)) as Error).message).toMatch(
    /unknown option "prt"/,
  );
});

it.each([
  { isolate: true, offline: false },
  { isolate: true, offline: true },
  { isolate: false, offline: false },
  { isolate: false, offline: true },
])('neither keeps nor shows the secrets that functions have used: %o', async ({ isolate, offline }) => {
  const [OLD, NEW] = ['Zwiebelkuchen-of-old', 'Zwiebelkuchen-of-new'];
  const server = createServer((_incoming, outgoing) => outgoing.end());
  const { port } = await listen(server);
  const SETTINGS = {
    secrets: [{ key: 'recipe', value: { cake: OLD } }],
    whitelist: ['127.0.0.1'],
  };
  const folder = project(
    {
      bakes: `const { Toolbelt } = require('lp-faas-toolbelt');
        async function lambda(input, callback) {
          const secrets = Toolbelt.SecretClient();
          const { value } = await secrets.readSecret('recipe');
          console.info('baking', value, [value.cake]);
          ${isolate ? "process.stdout.write('raw ' + value.cake + '\\n');" : ''}
          await Toolbelt.HTTPClient()('http://127.0.0.1:${port}/' + value.cake);
          if (input.payload.next) {
            await secrets.updateSecret({ key: 'recipe', value: { cake: input.payload.next } });
            callback(null, value.cake);
          } else callback(new Error('burnt ' + value.cake));
        }`,
      serves: `function lambda(input, callback) {
        console.warn(JSON.stringify(input.payload) + Buffer.from(input.payload).toString('base64'));
        callback(null, input.payload);
      }`,
    },
    { 'functions/settings.json': SETTINGS },
  );
  // Without isolation, the function and the host share one library, which is the built one.
  const { createHost } = require('../../dist/host/index') as typeof import('../../src/host/index');
  const host = await createHost({ folder, accountId: ACCOUNT, isolate, offline });
  onTestFinished(() => host.close());
  const events: HostEvent[] = [];
  host.observe((event) => events.push(event));
  expect(await call(host, 'bakes', { next: NEW })).toEqual({ status: 200, body: OLD });
  const burnt = await call(host, 'bakes');
  expect(burnt).toMatchObject({ status: 901, body: { errorMsg: 'burnt [redacted]' } });
  expect(await call(host, 'serves', NEW)).toEqual({ status: 200, body: NEW });
  const found = await ask(host, 'GET', '/_/api/invocations?text=baking');
  expect(found.body.invocations).toHaveLength(2);
  const text = JSON.stringify([burnt, events, host.invocations(), found]);
  expect(text).toContain('burnt [redacted]');
  expect(text).toContain('baking');
  expect(text).not.toContain('Zwiebelkuchen');
  expect(text).not.toContain(Buffer.from(NEW).toString('base64'));
  expect(host.invocations()[0]).toMatchObject({ result: '[redacted]', isInputRedacted: true });
  if (isolate) {
    const output = events.flatMap((event) => (event.type === 'output' ? event.text : [])).join('');
    expect(output).toContain('raw [redacted]');
  }
});

it('neither keeps nor shows the environment variables whose names say that they are secret', async () => {
  const config = {
    environmentVariables: [
      { key: 'PARTNER_TOKEN', value: 'Zwiebelkuchen' },
      { key: 'GREETING', value: 'Good morning' },
    ],
  };
  const host = await hostOf({
    tells: {
      source: `function lambda(input, callback) {
        console.info(process.env.PARTNER_TOKEN, process.env.GREETING);
        callback(null, process.env.PARTNER_TOKEN);
      }`,
      config,
    },
    breaks: { source: "throw new Error('no ' + process.env.PARTNER_TOKEN + ' here');", config },
  });
  const events: HostEvent[] = [];
  host.observe((event) => events.push(event));
  expect((await call(host, 'tells')).body).toBe('Zwiebelkuchen');
  expect(await call(host, 'breaks')).toMatchObject({
    status: 901,
    body: { errorMsg: expect.stringContaining('no [redacted] here') },
  });
  expect(JSON.stringify([events, host.catalogue.states])).toContain('no [redacted] here');
  expect(JSON.stringify([events, host.catalogue.states, host.invocations()])).not.toContain('Zwiebelkuchen');
  expect(host.invocations()[1]).toMatchObject({
    result: '[redacted]',
    logs: [{ message: '[redacted]', extras: ['Good morning'] }],
  });
});
