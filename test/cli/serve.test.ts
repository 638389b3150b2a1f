import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createServer, get } from 'node:http';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { listen } from '../helpers/listen';
import { until } from '../host/support';
import { expectWrongUsage, linkPackages, projectFolder, ROOT, runHere } from './run-cli';

// The commands of docs/serve.md: npx lp-faas-toolbelt new greet, and then serve.
const PROGRAM = join(ROOT, 'dist', 'cli', 'index.js');
const GREET =
  "function lambda(input, callback) { console.info('greeting'); callback(null, 'Hello ' + input.payload); }";

class Served {
  readonly child: ChildProcess;
  out = '';
  err = '';

  constructor(args: string[], cwd: string) {
    this.child = spawn(process.execPath, [PROGRAM, 'serve', '--port', '0', ...args], {
      cwd,
      env: { PATH: process.env.PATH ?? '' },
    });
    this.child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      this.out += text;
    });
    this.child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.err += text;
    });
    onTestFinished(() => void this.child.kill('SIGKILL'));
  }

  async url(): Promise<string> {
    await until(() => /http:\/\/[\d.:]+/.test(this.out));
    return /http:\/\/[\d.]+:\d+/.exec(this.out)?.[0] ?? '';
  }

  async invoke(name: string, payload: unknown): Promise<unknown> {
    const body = JSON.stringify({ target: name, input: { payload } });
    const response = await fetch(`${await this.url()}/_/api/invoke`, { method: 'POST', body });
    const [{ result, error, pid }] = (await response.json()) as [
      { result?: unknown; error?: unknown; pid: number },
    ];
    return { result, error, pid };
  }

  ended(): Promise<number | null> {
    return new Promise((resolve) => this.child.once('exit', (code) => resolve(code)));
  }
}

const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

it('says in one line when it is ready, prints logs, loads saved files, and ends with Ctrl+C', async () => {
  const cwd = projectFolder({
    'functions/greet/index.js': GREET,
    'functions/tick/index.js': GREET,
    'functions/tick/config.json': { schedules: [{ cron: '0 3 * * *' }] },
  });
  const served = new Served([], cwd);
  await served.url();
  expect(served.out).toMatch(
    /^ready http:\/\/127\.0\.0\.1:\d+ account 12345678, 2 functions \(greet, tick\), 1 schedule \(next at \S+T03:00Z\)\n$/,
  );
  const { result, pid } = (await served.invoke('greet', 'Ada')) as { result: string; pid: number };
  expect(result).toBe('Hello Ada');
  await until(() => served.err.includes('greet | info  greeting\n'));
  writeFileSync(
    join(cwd, 'functions/greet/index.js'),
    'function lambda(input, callback) { callback(null, 2; }',
  );
  await until(() => served.err.includes('greet | The last good version still answers.'));
  expect(served.err).toMatch(/greet \| \S+index\.js:1:\d+ does not parse/);
  writeFileSync(
    join(cwd, 'functions/greet/index.js'),
    'function lambda(input, callback) { callback(null, 2); }',
  );
  await until(() => served.err.includes('greet | loaded again'));
  expect(await served.invoke('greet', '')).toMatchObject({ result: 2 });
  const start = performance.now();
  served.child.kill('SIGINT');
  expect(await served.ended()).toBe(0);
  expect(performance.now() - start).toBeLessThan(2_000);
  await until(() => !isAlive(pid));
});

it('prints the line of a failure', async () => {
  const cwd = projectFolder({
    'functions/greet/index.js':
      "const lib = require('./lib.js');\nfunction lambda(input, callback) {\n  callback(null, lib.a.b);\n}",
    'functions/greet/lib.js': 'module.exports = {};',
  });
  const served = new Served([], cwd);
  await served.invoke('greet', 1);
  await until(() => /reading 'b'\) \(\S+greet\/index\.js:3:24\)\n/.test(served.err));
  writeFileSync(join(cwd, 'functions/greet/lib.js'), '\nmodule.exports = {;');
  await until(() => /greet \| Unexpected token ';' \(\S+greet\/lib\.js:2:19\)\n/.test(served.err));
  writeFileSync(join(cwd, 'functions/greet/lib.js'), '\nmodule.exports = nothing;');
  await until(() => /greet \| nothing is not defined \(\S+greet\/lib\.js:2:\d+\)\n/.test(served.err));
});

it('ends within 2 s with Ctrl+C although a function loops, and at once with the second one', async () => {
  const source = "function lambda(input, callback) { console.info('pid ' + process.pid); for (;;); }";
  for (const signals of [1, 2]) {
    const served = new Served([], projectFolder({ 'functions/loop/index.js': source }));
    void served.invoke('loop', '').catch(() => {});
    await until(() => /pid \d+/.test(served.err));
    const pid = Number(/pid (\d+)/.exec(served.err)?.[1]);
    const start = performance.now();
    const ended = served.ended();
    served.child.kill('SIGINT');
    if (signals === 2) {
      await new Promise((resolve) => setTimeout(resolve, 150));
      served.child.kill('SIGINT');
    }
    expect(await ended).toBe(signals === 2 ? 130 : 0);
    expect(performance.now() - start).toBeLessThan(signals === 2 ? 1_000 : 2_000);
    await until(() => !isAlive(pid));
  }
});

it('takes a Ctrl+C that npx passes on once more for one, so that invocations can end', async () => {
  const source =
    "function lambda(input, callback) { console.info('started'); setTimeout(callback, 400, null, 'done'); }";
  const served = new Served([], projectFolder({ 'functions/slow/index.js': source }));
  const answer = served.invoke('slow', '');
  await until(() => served.err.includes('started'));
  const ended = served.ended();
  served.child.kill('SIGINT');
  await new Promise((resolve) => setTimeout(resolve, 10));
  served.child.kill('SIGINT');
  expect(await answer).toMatchObject({ result: 'done' });
  expect(await ended).toBe(0);
});

it('leaves no process when it is killed, although a function loops', async () => {
  const source = "function lambda(input, callback) { console.info('pid ' + process.pid); for (;;); }";
  const served = new Served([], projectFolder({ 'functions/loop/index.js': source }));
  void served.invoke('loop', '').catch(() => {});
  await until(() => /pid \d+/.test(served.err));
  const pid = Number(/pid (\d+)/.exec(served.err)?.[1]);
  served.child.kill('SIGKILL');
  await until(() => !isAlive(pid), 5_000);
});

it('prints JSON lines for machines', async () => {
  const served = new Served(
    ['--json', '--no-watch', '--no-schedules'],
    projectFolder({ 'functions/greet/index.js': GREET }),
  );
  await served.invoke('greet', 'Ada');
  await until(() => served.out.includes('invocation-ended'));
  const events = served.out
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(events[0]).toMatchObject({
    type: 'ready',
    accountId: '12345678',
    functions: [{ name: 'greet' }],
    schedules: 0,
  });
  expect(
    events
      .slice(1)
      .map(({ type }) => type)
      .sort(),
  ).toEqual(['function-loaded', 'invocation-ended', 'invocation-started', 'log']);
  expect(served.err).toBe('');
});

it('answers callers that use a name of --allow-host', async () => {
  const cwd = projectFolder({ 'functions/greet/index.js': GREET });
  const served = new Served(['--allow-host', 'one.test', '--allow-host=two.test'], cwd);
  const url = await served.url();
  const statusFor = async (host: string) => {
    const [response] = await once(get(`${url}/_/api/overview`, { headers: { host } }), 'response');
    response.resume();
    return response.statusCode;
  };
  expect([await statusFor('one.test'), await statusFor('two.test'), await statusFor('three.test')]).toEqual([
    200, 200, 403,
  ]);
});

it('prints the schedules for the schedulers of clouds', async () => {
  const cwd = projectFolder({
    'functions/tick/index.js': GREET,
    'functions/tick/config.json': {
      schedules: [{ cron: '*/5 9 * * 1-5', timezone: 'Europe/Berlin', payload: "it's" }],
    },
  });
  const print = async (target: string, ...more: string[]) =>
    (await runHere(['serve', '--print-schedules', target, ...more], { cwd })).stdout;
  expect(await print('gcloud')).toMatch(
    /gcloud scheduler jobs create http tick-0 \\\n {2}--schedule='\*\/5 9 \* \* 1-5'/,
  );
  expect(await print('aws')).toContain("--schedule-expression 'cron(*/5 9 ? * 2-6 *)'");
  expect(JSON.parse(await print('k8s'))).toMatchObject({
    kind: 'CronJob',
    spec: { schedule: '*/5 9 * * 1-5', timeZone: 'Europe/Berlin' },
  });
  const withToken = ['--token', 'not-to-print'];
  const gcloud = await print('gcloud', ...withToken);
  expect(gcloud).toContain('Authorization=Bearer $HOST_TOKEN"');
  const k8s = await print('k8s', ...withToken);
  expect(k8s).toContain('"authorization: Bearer $(HOST_TOKEN)"');
  expect(gcloud + k8s).not.toContain('not-to-print');
  expect(await print('gcloud')).not.toContain('HOST_TOKEN');
  expectWrongUsage(await runHere(['serve', '--print-schedules', 'azure'], { cwd }), /gcloud, aws, k8s/);
  const without = projectFolder({ 'functions/greet/index.js': GREET });
  expectWrongUsage(
    await runHere(['serve', '--print-schedules', 'aws'], { cwd: without }),
    /the project has no schedules: write them as "schedules" into the config\.json/,
  );
});

it('says in one line what is wrong, and what to do', async () => {
  const cwd = projectFolder({ 'functions/greet/index.js': GREET, 'empty/functions/x': '' });
  const { port } = await listen(createServer());
  const errorOf = async (...args: string[]) => {
    const { code, stderr } = await runHere(['serve', ...args], { cwd });
    expect(code).toBe(2);
    return stderr.split('\n')[0];
  };
  expect(await errorOf('--port', String(port))).toMatch(
    /127\.0\.0\.1:\d+: the port is in use\. Choose another one/,
  );
  expect(await errorOf('empty')).toMatch(/There is no function in .*empty\/functions\. Make one with/);
  expect(await errorOf('nowhere')).toMatch(/There is no folder .*nowhere/);
  expect(await errorOf('--port', 'x')).toMatch(/--port needs a number from 0 to 65535/);
  expect(await errorOf('--state', 'x')).toMatch(/--state needs --offline/);
  for (const option of ['--token', '--host', '--setup', '--state']) {
    expect(await errorOf(option, '', '--offline')).toMatch(
      new RegExp(`^error serve: ${option} needs a value that is not empty: ${option} \\w`),
    );
  }
  expect(await errorOf('')).toBe('error serve: the folder is empty');
  for (const name of ['http://dev.example.com', 'dev.example.com:80', 'dev.example.com/x']) {
    expect(await errorOf('--allow-host', 'dev.example.com', '--allow-host', name)).toBe(
      'error serve: --allow-host needs a name such as dev.example.com, without scheme, port and path, ' +
        `found "${name}"`,
    );
  }
  expect(await errorOf('--inspect=greet')).toMatch(/--inspect needs function=port/);
  expect(await errorOf('--inspect=gret=9229')).toMatch(
    /There is no function "gret"\. Functions here: greet\./,
  );
});

it('plays the services of LivePerson with --offline', async () => {
  const cwd = projectFolder({
    'functions/reads/index.js': `const { Toolbelt } = require('lp-faas-toolbelt');
      async function lambda(input, callback) {
        try { callback(null, await Toolbelt.ConversationUtil().getConversationById(input.payload)); } catch (error) { callback(error); }
      }`,
    'setup.js': `module.exports = (account) => account.conversations.add({ info: { conversationId: 'c-1' } });`,
  });
  linkPackages(cwd);
  const served = new Served(['--offline', '--setup', 'setup.js', '--quiet'], cwd);
  expect(await served.invoke('reads', 'c-1')).toMatchObject({
    result: { conversationHistoryRecords: [{ info: { conversationId: 'c-1' } }] },
  });
});
