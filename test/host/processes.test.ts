import { writeFileSync } from 'node:fs';
import { getPriority } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { HostEvent } from '../../src/host/observe/types';
import { attachDebugger } from '../helpers/debugger';
import { call, hostOf, project, until } from './support';

const PID = 'function lambda(input, callback) { callback(null, process.pid); }';

it('keeps one warm process a function, with module scope, for many invocations at once', async () => {
  const host = await hostOf({
    count: `let calls = 0; let open = 0; let most = 0;
      async function lambda(input, callback) {
        calls += 1; open += 1; most = Math.max(most, open);
        await new Promise((resolve) => setTimeout(resolve, 50));
        open -= 1; callback(null, { calls, most, pid: process.pid });
      }`,
  });
  const answers = await Promise.all(Array.from({ length: 8 }, () => call(host, 'count')));
  const bodies = answers.map(({ body }) => body);
  expect(new Set(bodies.map(({ pid }) => pid)).size).toBe(1);
  expect(bodies.at(-1)).toMatchObject({ calls: 8, most: 8 });
});

it('starts no process before the first invocation', async () => {
  const host = await hostOf({ one: PID, two: PID });
  expect(host.catalogue.deployments).toEqual([]);
  await call(host, 'one');
  expect(host.catalogue.deployments).toMatchObject([{ function: 'one', state: 'ready', invocations: 1 }]);
});

it('answers although a function has broken the methods of promises', async () => {
  const host = await hostOf({
    broken: `Promise.prototype.then = () => { throw new Error('broken'); };
      function lambda(input, callback) { callback(null, process.pid); }`,
  });
  const [first, second] = [await call(host, 'broken'), await call(host, 'broken')];
  expect(first).toMatchObject({ status: 200, body: expect.any(Number) });
  expect(second.body).toBe(first.body);
});

it('gives a function its own environment, and nothing of the machine or of another function', async () => {
  process.env.LP_TEST_OF_THE_MACHINE = 'private';
  const source = 'function lambda(input, callback) { callback(null, process.env); }';
  const host = await hostOf({
    one: {
      source,
      config: {
        environmentVariables: [
          { key: 'LEVEL', value: 'one' },
          { key: '', value: '' },
        ],
      },
    },
    two: { source, config: { environmentVariables: { OTHER: 'two' } } },
  });
  delete process.env.LP_TEST_OF_THE_MACHINE;
  const [{ body: one }, { body: two }] = await Promise.all([call(host, 'one'), call(host, 'two')]);
  expect(one).toMatchObject({ BRAND_ID: '12345678', LEVEL: 'one', LAMBDA_UUID: host.functions[0]?.uuid });
  expect(two).toMatchObject({ OTHER: 'two', LAMBDA_UUID: host.functions[1]?.uuid });
  expect(Object.keys({ ...one, ...two })).not.toContain('LP_TEST_OF_THE_MACHINE');
  expect(Object.keys(two)).not.toContain('LEVEL');
});

it('replaces a process that has crashed, and tells every invocation in it why it failed', async () => {
  const host = await hostOf({
    fragile: `function lambda(input, callback) {
      if (input.payload === 'exit') process.exit(3);
      if (input.payload === 'wait') return;
      callback(null, process.pid);
    }`.replace('return;', 'return void setTimeout(() => callback(null), 20000);'),
  });
  const { body: before } = await call(host, 'fragile');
  const waiting = call(host, 'fragile', 'wait');
  const crashed = await call(host, 'fragile', 'exit');
  const failure = {
    status: 901,
    body: {
      errorCode: 'com.liveperson.faas.handler.runtime-exception',
      errorMsg: expect.stringContaining('fragile ended with exit code 3'),
    },
  };
  expect(crashed).toMatchObject(failure);
  expect(await waiting).toMatchObject(failure);
  const { status, body: after } = await call(host, 'fragile');
  expect({ status, isNew: after !== before }).toEqual({ status: 200, isNew: true });
});

it('kills a process that loops for ever, and names the invocation that is to blame', async () => {
  const host = await hostOf(
    {
      loop: `function lambda(input, callback) {
        if (input.payload === 'loop') for (;;);
        setTimeout(() => callback(null, 'late'), 60000);
      }`,
      other: PID,
    },
    { timeoutMs: 2_500 },
  );
  await call(host, 'other');
  const looping = call(host, 'loop', 'loop');
  await until(() =>
    host.catalogue.deployments.some(({ function: name, state }) => name === 'loop' && state === 'ready'),
  );
  const [blamed, innocent] = await Promise.all([
    looping,
    new Promise((resolve) => setTimeout(resolve, 700)).then(() => call(host, 'loop', 'wait')),
    call(host, 'other').then(({ status }) => expect(status).toBe(200)),
  ]);
  expect(blamed).toMatchObject({
    status: 901,
    body: { errorCode: 'com.liveperson.faas.handler.executiontime-exceeded' },
  });
  expect(innocent).toMatchObject({
    status: 901,
    body: {
      errorCode: 'com.liveperson.faas.handler.runtime-exception',
      errorMsg: expect.stringContaining('This invocation ran in the same process'),
    },
  });
});

it('leaves the processors to others while a function holds its thread, and only then', async () => {
  const host = await hostOf(
    {
      loop: 'function lambda() { for (;;); }',
      waits: 'function lambda(input, callback) { setTimeout(callback, 6_000); }',
    },
    { timeoutMs: 30_000 },
  );
  const calls = [call(host, 'loop'), call(host, 'waits')];
  const pidOf = (name: string) =>
    host.catalogue.deployments.find((known) => known.function === name)?.pid ?? -1;
  await until(() => getPriority(pidOf('loop')) > getPriority());
  expect(getPriority(pidOf('waits'))).toBe(getPriority());
  await host.close();
  expect((await Promise.all(calls)).map(({ status }) => status)).toEqual([901, 901]);
});

it('kills a process whose file loops for ever while it loads, and takes a file that does not', async () => {
  const folder = project({ stuck: 'for (;;);' });
  const host = await hostOf(folder, { watch: true, timeoutMs: 300 });
  expect(await call(host, 'stuck')).toMatchObject({
    status: 901,
    body: {
      errorCode: 'com.liveperson.faas.handler.executiontime-exceeded',
      errorMsg: expect.stringContaining('took more than 300 ms to load'),
    },
  });
  writeFileSync(join(folder, 'functions/stuck/index.js'), PID);
  expect((await call(host, 'stuck')).status).toBe(200);
});

it('gives up the version that it loads when a newer one comes', async () => {
  const folder = project({ greet: PID });
  const host = await hostOf(folder, { watch: true });
  await call(host, 'greet');
  const write = (text: string) => writeFileSync(join(folder, 'functions/greet/index.js'), text);
  write('for (;;);');
  await until(() => host.catalogue.deployments.length === 2);
  write('function lambda(input, callback) { callback(null, 3); }');
  await until(async () => (await call(host, 'greet')).body === 3);
  await until(() => host.catalogue.deployments.length === 1);
  expect(host.functions).toMatchObject([{ state: 'Productive' }]);
});

it('has no time limit while a debugger may have stopped a function, whoever let it in', async () => {
  const host = await hostOf(
    {
      held: `const inspector = require('node:inspector');
        function lambda(input, callback) {
          inspector.open(0, '127.0.0.1', true);
          setTimeout(() => callback(null, 'went on'), 700);
        }`,
    },
    { timeoutMs: 500 },
  );
  let output = '';
  host.observe((event) => {
    if (event.type === 'output') output += event.text;
  });
  const held = call(host, 'held');
  await until(() => /ws:\S+\s/.test(output));
  await new Promise((resolve) => setTimeout(resolve, 1_700));
  const { socket } = attachDebugger(/ws:\S+/.exec(output)?.[0] ?? '');
  expect(await held).toEqual({ status: 200, body: 'went on' });
  socket.close();
});

// The function writes the line that Node writes. Node itself may crash when a function calls `inspector.close` while a debugger is leaving.
it('has a time limit again when Node has said that the debugger has left', async () => {
  const host = await hostOf(
    {
      loop: `function lambda() {
        require('node:inspector').open(0, '127.0.0.1');
        require('node:fs').writeSync(2, 'Debugger ending on ws://127.0.0.1:9229/0\\n');
        for (;;);
      }`,
    },
    { timeoutMs: 2_000 },
  );
  expect(await call(host, 'loop')).toMatchObject({
    body: {
      errorCode: 'com.liveperson.faas.handler.executiontime-exceeded',
      errorMsg: expect.stringContaining('its thread was held'),
    },
  });
});

it('has no time limit with inspect, also after a file has changed', async () => {
  const source = (answer: number) => `function lambda(input, callback) {
    const end = Date.now() + 1600;
    while (Date.now() < end);
    callback(null, ${answer});
  }`;
  const folder = project({ held: source(1) });
  const host = await hostOf(folder, { watch: true, inspect: true, timeoutMs: 300 });
  expect(await call(host, 'held')).toEqual({ status: 200, body: 1 });
  writeFileSync(join(folder, 'functions/held/index.js'), source(2));
  await until(async () => {
    const { status, body } = await call(host, 'held');
    expect(status).toBe(200);
    return body === 2;
  });
  expect(await call(host, 'held')).toEqual({ status: 200, body: 2 });
});

it('ends an invocation at its time limit, and replaces the process while others finish in it', async () => {
  const host = await hostOf(
    {
      late: `function lambda(input, callback) {
        setTimeout(() => callback(null, process.pid), input.payload);
      }`,
    },
    { timeoutMs: 1_500 },
  );
  const { body: before } = await call(host, 'late', 0);
  const late = call(host, 'late', 3_000);
  await new Promise((resolve) => setTimeout(resolve, 800));
  const meanwhile = call(host, 'late', 1_200);
  expect(await late).toMatchObject({
    body: { errorCode: 'com.liveperson.faas.handler.executiontime-exceeded' },
  });
  expect(await meanwhile).toEqual({ status: 200, body: before });
  expect((await call(host, 'late', 0)).body).not.toBe(before);
});

it('runs functions where the system does not tell the memory of a process', async () => {
  const source = `process.memoryUsage.rss = () => { throw new Error('ENOENT, uv_resident_set_memory'); };
    function lambda(input, callback) { setTimeout(() => callback(null, process.pid), input.payload.ms); }`;
  const host = await hostOf({ unknown: source });
  const first = await call(host, 'unknown', { ms: 0 });
  expect(first).toEqual({ status: 200, body: expect.any(Number) });
  // The memory is looked at every 250 ms.
  expect(await call(host, 'unknown', { ms: 300 })).toEqual(first);
  expect(host.invocations()[0]).not.toHaveProperty('memoryBytes');
});

it('replaces a process whose memory is used up, inside or outside of the heap', async () => {
  const host = await hostOf(
    {
      heap: `const kept = []; function lambda(input, callback) {
        for (;;) kept.push(new Array(100000).fill(kept.length));
      }`,
      buffers: `const kept = []; async function lambda(input, callback) {
        for (;;) { kept.push(Buffer.alloc(2 ** 24, 1)); await new Promise((resolve) => setTimeout(resolve, 10)); }
      }`,
    },
    { memoryMb: 64 },
  );
  const [heap, buffers] = [await call(host, 'heap'), await call(host, 'buffers')];
  const code = 'com.liveperson.faas.handler.runtime-exception';
  expect(heap).toMatchObject({
    status: 901,
    body: { errorCode: code, errorMsg: expect.stringContaining('64 MB') },
  });
  expect(buffers).toMatchObject({
    status: 901,
    body: { errorCode: code, errorMsg: expect.stringContaining('64 MB') },
  });
});

it('loads a changed file again; calls under way finish on the old process', async () => {
  const folder = project({
    greet: 'function lambda(input, callback) { setTimeout(() => callback(null, 1), input.payload); }',
  });
  const host = await hostOf(folder, { watch: true });
  const events: HostEvent[] = [];
  host.observe((event) => events.push(event));
  await call(host, 'greet', 0);
  const underWay = call(host, 'greet', 1_500);
  const write = (text: string) => writeFileSync(join(folder, 'functions/greet/index.js'), text);
  write('function lambda(input, callback) { callback(null, 2); }');
  await until(async () => (await call(host, 'greet', 0)).body === 2);
  expect(await underWay).toEqual({ status: 200, body: 1 });
  write('function lambda(input, callback) { callback(null, 3; }');
  await until(() => events.some(({ type }) => type === 'function-broken'));
  expect(events.find(({ type }) => type === 'function-broken')).toMatchObject({
    function: 'greet',
    isAnswering: true,
    message: expect.stringContaining('index.js:1:'),
  });
  expect(await call(host, 'greet', 0)).toEqual({ status: 200, body: 2 });
  expect(host.functions).toMatchObject([{ state: 'Modified' }]);
  write('function lambda(input, callback) { callback(null, 4); }');
  await until(async () => (await call(host, 'greet', 0)).body === 4);
  expect(host.functions).toMatchObject([{ state: 'Productive' }]);
});

it('fails with the place when a file cannot be loaded, and is a draft until it can', async () => {
  const host = await hostOf({
    broken: 'function lambda(input, callback) {',
    thrower: 'throw new Error("at the top");',
  });
  expect(await call(host, 'broken')).toMatchObject({
    status: 901,
    body: {
      errorCode: 'com.liveperson.faas.handler.runtime-exception',
      errorMsg: expect.stringContaining('index.js:1:'),
    },
  });
  expect(await call(host, 'thrower')).toMatchObject({ status: 901, body: { errorMsg: 'at the top' } });
  expect(host.functions.map(({ state }) => state)).toEqual(['Draft', 'Draft']);
});

it('lets functions invoke each other without a key, also by event', async () => {
  const host = await hostOf({
    caller: `const { Toolbelt } = require('lp-faas-toolbelt');
      async function lambda(input, callback) {
        try {
          const [{ body }] = await Toolbelt.OrchestratorClient().invoke([{ uuid: input.payload, payload: { n: 20 } }], 5000);
          callback(null, body);
        } catch (error) { callback(error); }
      }`,
    double: 'function lambda(input, callback) { callback(null, input.payload.n * 2); }',
  });
  const uuid = host.functions.find(({ name }) => name === 'double')?.uuid;
  expect(await call(host, 'caller', uuid)).toEqual({ status: 200, body: 40 });
  expect(host.invocations().map(({ function: name, trigger }) => [name, trigger])).toEqual([
    ['double', 'function'],
    ['caller', 'api'],
  ]);
});

it('lets functions call the functions of an event, and list functions', async () => {
  const key = "appKeySecretName: 'lp-faas-orchestrator-app-key', json: true";
  const host = await hostOf(
    {
      caller: `const { Toolbelt } = require('lp-faas-toolbelt');
        async function lambda(input, callback) {
          try {
            const account = '/api/account/' + process.env.BRAND_ID;
            const body = { headers: [], payload: 4 };
            const lpClient = Toolbelt.LpClient();
            const answers = await lpClient('faasGW', account + '/events/my_event/invoke?v=1', { method: 'POST', body, ${key} });
            const functions = await lpClient('faasUI', account + '/lambdas?v=1', { ${key} });
            callback(null, [answers, functions.length]);
          } catch (error) { callback(error); }
        }`,
      square: {
        source: 'function lambda(input, callback) { callback(null, input.payload ** 2); }',
        config: { event: 'my_event' },
      },
    },
    { token: 'a-token-that-functions-need-not-know' },
  );
  const [{ result } = { result: undefined }] = await host.invoke('caller', {});
  expect(result).toEqual([[16], 2]);
});

it('fails the invocations under way when it is closed, and ends all processes', async () => {
  const host = await hostOf({ slow: 'function lambda(input, callback) { setTimeout(callback, 20000); }' });
  const underWay = call(host, 'slow');
  await until(() => host.catalogue.deployments[0]?.state === 'ready');
  const { pid } = host.catalogue.deployments[0] ?? {};
  await host.close();
  expect(await underWay).toMatchObject({ status: 901, body: { errorMsg: 'The host was closed.' } });
  expect(() => process.kill(pid ?? 0, 0)).toThrow('ESRCH');
});

it.each([true, false])(
  'keeps the first 10,000 log entries of an invocation, isolate: %s',
  async (isolate) => {
    const source = `function lambda(input, callback) {
    for (let i = 0; i <= 10000; i += 1) console.info(String(i));
    callback(null, 'told');
  }`;
    const host = await hostOf({ talks: source }, { isolate });
    const [ended] = await host.invoke('talks');
    expect(ended?.result).toBe('told');
    expect(ended?.logs).toHaveLength(10_000);
    expect(ended?.logs.at(-1)).toMatchObject({ message: '9999' });
  },
);
