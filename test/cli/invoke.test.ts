import type { ChildProcess } from 'node:child_process';
import { cpSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import type { Outcome } from '../../src/cli/invoke/messages';
import { attachDebugger } from '../helpers/debugger';
import { temporaryFolder } from '../helpers/settings-folder';
import {
  type CliOptions,
  type CliRun,
  expectWrongUsage,
  linkPackages,
  projectFolder,
  ROOT,
  runCli,
} from './run-cli';

const FIXTURES = join(ROOT, 'test', 'fixtures', 'cli');
const HELLO = "function lambda(input, callback) { callback(null, 'Hello World'); }";

/** Runs a lambda whose source is given as text; a source without a lambda becomes the body of one. */
function invoke(source: string, args: string[] = [], options: CliOptions = {}): Promise<CliRun> {
  const code = /function lambda/.test(source)
    ? source
    : `async function lambda(input, callback) { ${source} }`;
  const cwd = projectFolder({ 'lambda.js': code });
  return runCli(['invoke', 'lambda.js', ...args], { cwd, ...options });
}

/** The object of `--json`, which stands alone on standard output. */
async function outcomeOf(run: Promise<CliRun>): Promise<Outcome & { code: number | null; stderr: string }> {
  const { code, stdout, stderr } = await run;
  return { ...(JSON.parse(stdout) as Outcome), code, stderr };
}

/** A copy of the project, so that a test can write to it without an effect on other tests. */
function lpfProject(): string {
  const folder = temporaryFolder();
  cpSync(join(FIXTURES, 'lpf-project'), folder, { recursive: true });
  return folder;
}

describe('lp-faas-toolbelt invoke', () => {
  it('prints the result alone on standard output', async () => {
    expect(await invoke(HELLO)).toEqual({ code: 0, stdout: '"Hello World"\n', stderr: '' });
    const { stdout } = await invoke("process.stdout.write('noise'); callback(null, { a: [1, null] });");
    expect(stdout).toBe('{"a":[1,null]}\n');
  });

  it('prints nothing for a lambda without a result', async () => {
    expect(await invoke('callback(null);')).toEqual({ code: 0, stdout: '', stderr: '' });
    expect(await invoke('callback(null, null);')).toEqual({ code: 0, stdout: 'null\n', stderr: '' });
  });

  it('prints logs with their level on standard error', async () => {
    const { stderr } = await invoke(
      "console.log('one', { a: 1 }); console.debug('two', 'x'); console.warn('100%s', 3); console.error(new Error('four')); callback();",
    );
    expect(stderr).toMatch(
      /^info {2}one \{ a: 1 \}\ndebug two x\nwarn {2}100%s 3\nerror Error: four\n {4}at lambda \(.*\)\n$/,
    );
  });

  it.runIf(process.platform !== 'win32')('prints a log as it is written', async () => {
    const body = `process.once('SIGUSR2', () => { clearTimeout(timer); callback(null, 'woken'); });
      const timer = setTimeout(() => {}, 20000);
      console.info('pid', String(process.pid));`;
    const wake = (_child: unknown, [, pid]: RegExpExecArray) => process.kill(Number(pid), 'SIGUSR2');
    expect(await invoke(body, [], { when: [/pid (\d+)\n/, wake] })).toMatchObject({
      code: 0,
      stdout: '"woken"\n',
    });
  });

  it('prints one object for machines, and no log besides', async () => {
    const { code, stderr, durationMs, ...rest } = await outcomeOf(
      invoke("console.info('a', { b: 1n }, new Error('c')); callback(null, 5); callback();", ['--json']),
    );
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(durationMs).toBeGreaterThan(0);
    expect(rest).toEqual({
      result: 5,
      logs: [
        {
          level: 'info',
          message: 'a',
          extras: [{ b: '1n' }, expect.objectContaining({ name: 'Error', message: 'c' })],
          timestamp: expect.any(Number),
        },
      ],
      diagnostics: [{ code: 'callback-twice', message: expect.stringContaining('callback') }],
    });
  });

  it('fails with the code of the platform, the message and the frames of the lambda', async () => {
    const { code, stdout, stderr } = await invoke(`
      const fail = () => new TypeError('no order');
      callback(fail());`);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(
      /^error com\.liveperson\.faas\.handler\.custom-failure\nTypeError: no order\n {4}at fail \(.*lambda\.js:2:26\)\n {4}at lambda \(.*lambda\.js:3:16\)\n$/,
    );
  });

  it.each<[what: string, body: string, error: object, diagnostics: string[]]>([
    [
      'throws',
      "throw new RangeError('out');",
      { code: 'com.liveperson.faas.handler.runtime-exception', message: 'out' },
      ['callback-unused'],
    ],
    [
      'calls back with no Error',
      'callback({ statusCode: 404 });',
      { code: 'com.liveperson.faas.handler.custom-failure', cause: { statusCode: 404 } },
      ['error-not-an-error'],
    ],
    [
      'throws while it is loaded',
      'function lambda(input, callback) { callback(); } undefinedName;',
      { code: 'com.liveperson.faas.handler.runtime-exception', message: 'undefinedName is not defined' },
      [],
    ],
    [
      'never calls back',
      'return 5;',
      { code: 'com.liveperson.faas.handler.executiontime-exceeded' },
      ['returned-instead-of-callback'],
    ],
  ])('tells machines how a lambda failed that %s', async (_what, body, error, diagnostics) => {
    const outcome = await outcomeOf(invoke(body, ['--json']));
    expect(outcome.code).toBe(1);
    expect(outcome.error).toMatchObject(error);
    expect(outcome).not.toHaveProperty('result');
    expect(outcome.diagnostics.map(({ code }) => code)).toEqual(diagnostics);
  });

  it('prints what else is wrong as warnings', async () => {
    const { code, stderr } = await invoke('callback(null, 1); callback(null, 2);');
    expect(code).toBe(0);
    expect(stderr).toMatch(/^warning callback-twice .+\n$/);
  });

  it('has colours on standard error when they are forced', async () => {
    const { stdout, stderr } = await invoke("console.warn('a', { b: 1 }); callback(null, 1);", [], {
      env: { FORCE_COLOR: '1' },
    });
    expect(stderr).toBe('\u001B[33mwarn \u001B[39m a { b: \u001B[33m1\u001B[39m }\n');
    expect(stdout).toBe('1\n');
  });

  it('loads no package for a lambda that needs none, and a parser when the lambda has ended', async () => {
    const NODE_OPTIONS = `--require ${join(FIXTURES, 'loaded-packages.cjs')}`;
    const { code, stdout, stderr } = await invoke(HELLO, [], { env: { NODE_OPTIONS } });
    expect({ code, stdout }).toEqual({ code: 0, stdout: '"Hello World"\n' });
    const loaded = [...stderr.matchAll(/(?:node_modules|vendor).([\w-]+)/g)].map(([, name]) => name);
    expect(loaded).toEqual(['acorn', 'acorn-walk']);
  });

  it('gives a large input to the lambda, and a large result back', async () => {
    const folder = projectFolder({ 'input.json': { payload: 'ü'.repeat(2_000_000) } });
    const { stdout } = await invoke('callback(null, input.payload + input.payload.length);', [
      '--input',
      join(folder, 'input.json'),
    ]);
    expect(stdout.length).toBe(2_000_000 + '2000000'.length + 3);
  });

  it('leaves standard input to others, and reads it when asked to', async () => {
    const run = await invoke('callback(null, input.payload);', ['--input', '-'], {
      input: '{"payload":"piped"}',
    });
    expect(run).toEqual({ code: 0, stdout: '"piped"\n', stderr: '' });
    expectWrongUsage(
      await invoke(HELLO, ['--input', '-'], { input: '{"payload":' }),
      /the standard input is not JSON: line 1, column 12: expected a value.*, found the end of the file/,
    );
  });
});

describe('a project of lpf', () => {
  const FILE = 'functions/echo/index.js';

  it('gives input and environment variables, and is left as it is', async () => {
    const cwd = lpfProject();
    const before = ['index.js', 'config.json'].map((name) =>
      readFileSync(join(cwd, 'functions/echo', name), 'utf8'),
    );
    const { code, stdout } = await runCli(['invoke', 'echo'], {
      cwd,
      env: { GREETING: 'shell', FROM_SHELL: 'yes' },
    });
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toEqual({
      input: { headers: [{ key: 'x-test', value: '1' }], payload: { from: 'config.json' }, timestamp: 1000 },
      GREETING: 'from config.json',
      FROM_CONFIG: 'yes',
      FROM_SHELL: 'yes',
    });
    const after = ['index.js', 'config.json'].map((name) =>
      readFileSync(join(cwd, 'functions/echo', name), 'utf8'),
    );
    expect(after).toEqual(before);
  });

  it('is overruled by options', async () => {
    const cwd = lpfProject();
    const args = ['--payload', '[1]', '--env-file', join(cwd, '.env'), '--env', 'FROM_SHELL=option'];
    cpSync(
      join(projectFolder({ '.env': 'GREETING="from a file"\nFROM_SHELL=file' }), '.env'),
      join(cwd, '.env'),
    );
    const { stdout } = await runCli(['invoke', FILE, ...args], { cwd });
    expect(JSON.parse(stdout)).toMatchObject({
      input: { headers: [], payload: [1] },
      GREETING: 'from a file',
      FROM_CONFIG: 'yes',
      FROM_SHELL: 'option',
    });
  });

  it.each([
    ['the function', 'functions/echo'],
    ['the project', '.'],
    ['elsewhere', '/'],
  ])('has its secrets when called from the folder of %s', async (_what, folder) => {
    const project = lpfProject();
    const read = `async function lambda(input, callback) {
        const { Toolbelt } = require('lp-faas-toolbelt');
        const { value } = await Toolbelt.SecretClient().readSecret('word');
        callback(null, value);
      }`;
    cpSync(join(projectFolder({ 'index.js': read }), 'index.js'), join(project, FILE));
    linkPackages(project);
    const { stdout, stderr } = await runCli(['invoke', join(project, FILE)], {
      cwd: join(folder === '/' ? '' : project, folder),
    });
    expect({ stdout, stderr }).toEqual({ stdout: '"swordfish"\n', stderr: '' });
  });

  it('lets LP_FAAS_SETTINGS name other settings, wherever that is set', async () => {
    const project = lpfProject();
    const body = 'callback(null, process.env.LP_FAAS_SETTINGS);';
    cpSync(
      join(projectFolder({ 'index.js': `function lambda(input, callback) { ${body} }` }), 'index.js'),
      join(project, FILE),
    );
    const settingsOf = async (args: string[], env = {}) =>
      (await runCli(['invoke', 'echo', ...args], { cwd: project, env })).stdout;
    expect(await settingsOf([])).toBe(`${JSON.stringify(join(project, 'functions/settings.json'))}\n`);
    expect(await settingsOf([], { LP_FAAS_SETTINGS: 'shell.json' })).toBe('"shell.json"\n');
    expect(await settingsOf(['--env', 'LP_FAAS_SETTINGS=own.json'])).toBe('"own.json"\n');
  });
});

describe('a lambda that does not end', () => {
  it('is stopped at its limit when it holds on to the thread, and what it logged is shown', async () => {
    const { code, error, logs, diagnostics, durationMs } = await outcomeOf(
      invoke("console.info('before'); for (;;);", ['--timeout', '100', '--json']),
    );
    expect(code).toBe(1);
    expect(error).toEqual({
      code: 'com.liveperson.faas.handler.executiontime-exceeded',
      message: expect.stringMatching(
        /still running after 100 ms, and was stopped\. .* a loop that never ends\.$/,
      ),
    });
    expect(logs).toMatchObject([{ level: 'info', message: 'before' }]);
    expect(diagnostics).toEqual([{ code: 'limit-exceeded', message: error?.message }]);
    expect(durationMs).toBeGreaterThanOrEqual(100);
  });

  it('is stopped while it is loaded, too', async () => {
    const { code, stderr } = await invoke('for (;;); function lambda() {}', ['--timeout', '100']);
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /^warning limit-exceeded .*\nerror com\.liveperson\.faas\.handler\.executiontime-exceeded The lambda/,
    );
  });

  it('is reported by itself when it only waits', async () => {
    const { code, stderr } = await invoke("setTimeout(() => callback(null, 'late'), 20000);", [
      '--timeout',
      '100',
    ]);
    expect(code).toBe(1);
    expect(stderr).toMatch(/warning limit-exceeded The lambda did not call back within 100 ms\./);
  });

  it('has its whole limit after a slow start', async () => {
    // Loading the file takes longer than the limit, and the child cannot answer a ping meanwhile.
    const source = `function lambda(input, callback) { setTimeout(callback, 200, null, 'in time'); }
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1600);`;
    expect(await invoke(source, ['--timeout', '1000'])).toEqual({
      code: 0,
      stdout: '"in time"\n',
      stderr: '',
    });
  });

  it('names what LivePerson does not allow, with its place', async () => {
    const source =
      "const path = require('./path');\nfunction lambda(input, callback) { callback(null, eval('1')); }";
    const cwd = projectFolder({ 'lambda.js': source, 'path.js': '' });
    const { stdout, stderr } = await runCli(['invoke', 'lambda.js'], { cwd });
    expect(stdout).toBe('1\n');
    expect(stderr.replaceAll(/: .*/g, '').split('\n')).toEqual([
      expect.stringMatching(/^warning lambda-first-line .*lambda\.js:2:1$/),
      expect.stringMatching(/^warning own-module .*lambda\.js:1:14$/),
      expect.stringMatching(/^warning eval .*lambda\.js:2:51$/),
      '',
    ]);
  });

  it('names what LivePerson does not allow in config.json and among the secrets', async () => {
    const cwd = projectFolder({
      'functions/greet/index.js': 'function lambda(input, callback) { callback(null, 1); }',
      'functions/greet/config.json': { schedules: [{ cron: '61 * * * *' }] },
      'functions/settings.json': { secrets: [{ key: 'a b', value: 'geheim' }] },
    });
    const { code, stdout, stderr } = await runCli(['invoke', 'greet'], { cwd });
    expect({ code, stdout }).toEqual({ code: 0, stdout: '1\n' });
    expect(stderr).toMatch(
      /^warning schedule \S+config\.json:4:\d+: "61 \* \* \* \*" is not a cron expression/m,
    );
    expect(stderr).toMatch(
      /^warning secret \S+settings\.json:4:\d+: The platform refuses a secret of this name/m,
    );
    expect(stderr).not.toContain('geheim');
  });

  it('runs functions of V2 and TypeScript by name, with the variables of their config.json', async () => {
    const cwd = projectFolder({
      'functions/greet/index.ts':
        'import { name } from "./name";\nexport async function lambda(input: { payload: string }): Promise<string> {\n  const wrong: number = name(input);\n  return process.env.GREETING + wrong;\n}\n',
      'functions/greet/name.ts':
        'export const name = (input: { payload: string }): string => input.payload;\n',
      'functions/greet/config.json': { environmentVariables: { GREETING: 'Ahoy' } },
      'functions/fail/index.js': "export async function lambda() {\n  throw new TypeError('no');\n}\n",
    });
    linkPackages(cwd);
    const { code, stdout, stderr } = await runCli(['invoke', 'greet', '--payload', '"Ada"'], { cwd });
    expect({ code, stdout }).toEqual({ code: 0, stdout: '"AhoyAda"\n' });
    // The wrong type is not noticed, and that is said once.
    expect(stderr.match(/Note: TypeScript lambdas run without a check of their types: .*$/gm)).toHaveLength(
      1,
    );
    const failed = await runCli(['invoke', 'fail'], { cwd });
    expect(failed.stderr).toMatch(
      /error com\.customer\.faas\.function\.threw-error\nTypeError: no\n {4}at lambda \(.*index\.js:2:9\)\n/,
    );
  });

  it('is cut off when work goes on after the callback', async () => {
    const { code, stdout, stderr } = await invoke("callback(null, 'done'); setInterval(() => {}, 1000);");
    expect({ code, stdout }).toEqual({ code: 0, stdout: '"done"\n' });
    expect(stderr).toMatch(
      /^warning pending-work .*\nwarning Work went on after the callback, and was cut off\.\n$/,
    );
  });

  it('may finish what it does after the callback', async () => {
    const { code, stderr } = await invoke(
      "callback(null, 'done'); setTimeout(() => console.info('afterwards'), 50);",
    );
    expect(code).toBe(0);
    expect(stderr).toMatch(/^warning pending-work .*\nafterwards\n$/);
  });

  it.runIf(process.platform !== 'win32')('is ended by Ctrl+C', async () => {
    const run = await invoke("console.info('ready'); setInterval(() => {}, 1000);", [], {
      when: [/ready/, (child) => child.kill('SIGINT')],
    });
    expect(run).toEqual({
      code: 130,
      stdout: '',
      stderr: 'info  ready\ninterrupted before the lambda called back\n',
    });
  });

  it.runIf(process.platform !== 'win32')(
    'is ended by the second Ctrl+C when it ignores the first',
    async () => {
      const body =
        "process.on('SIGTERM', () => process.stderr.write('no\\n')); console.info('ready'); setInterval(() => {}, 1000);";
      let sent = 0;
      const { code, stderr } = await invoke(body, [], {
        when: [
          /ready/,
          (child) => {
            child.kill('SIGTERM');
            child.stderr?.on('data', (text: string) => {
              if (String(text).includes('no') && sent++ === 0) child.kill('SIGTERM');
            });
          },
        ],
      });
      expect({ code, stderr }).toEqual({
        code: 143,
        stderr: 'info  ready\nno\ninterrupted before the lambda called back\n',
      });
    },
  );
});

describe('the child process', () => {
  it.runIf(process.platform !== 'win32')('ends with its parent, however that ends', async () => {
    const cwd = projectFolder({
      'lambda.js': `function lambda(input, callback) {
        process.on('exit', () => require('node:fs').writeFileSync('ended', ''));
        setInterval(() => {}, 1000);
        console.info('ready');
      }`,
    });
    const run = runCli(['invoke', 'lambda.js'], { cwd, when: [/ready/, (child) => child.kill('SIGKILL')] });
    expect(await run).toMatchObject({ code: null, stdout: '' });
    await vi.waitFor(() => expect(existsSync(join(cwd, 'ended'))).toBe(true), { timeout: 5000 });
  });

  it.each([{ args: [] }, { args: ['--timeout', '60000'] }])(
    'ends a lambda that loops when it is killed itself: $args',
    async ({ args }) => {
      const loop = "console.info('pid', process.pid, 'loops'); setTimeout(() => { for (;;); }, 50);";
      const cwd = projectFolder({ 'lambda.js': `function lambda(input, callback) { ${loop} }` });
      let pid = 0;
      const kill = (child: ChildProcess, match: RegExpExecArray) => {
        pid = Number(match[1]);
        // The lambda must be in its loop by then.
        setTimeout(() => child.kill('SIGKILL'), 200);
      };
      await runCli(['invoke', 'lambda.js', ...args], { cwd, when: [/pid (\d+) loops/, kill] });
      expect(pid).toBeGreaterThan(0);
      await vi.waitFor(() => expect(() => process.kill(pid, 0)).toThrow('ESRCH'), { timeout: 10_000 });
    },
  );
});

describe('a lambda that takes its process down', () => {
  it.each<[what: string, body: string, message: RegExp]>([
    [
      'exits',
      'process.exit(3);',
      /ended its process with exit code 3 before it called back: call the callback instead of process\.exit/,
    ],
    ['is killed', "process.kill(process.pid, 'SIGKILL');", /was ended by SIGKILL before it called back/],
    ['aborts', 'process.abort();', /gave up, most likely because its memory was used up/],
    [
      'closes the channel',
      'process.disconnect();',
      /ended its process with exit code 0 before it called back/,
    ],
  ])('%s: fails with what happened', async (_what, body, message) => {
    const { code, error, logs } = await outcomeOf(invoke(`console.info('before'); ${body}`, ['--json']));
    expect(code).toBe(1);
    expect(error).toEqual({
      code: 'com.liveperson.faas.handler.runtime-exception',
      message: expect.stringMatching(message),
    });
    expect(logs).toHaveLength(1);
  });

  it('uses up its memory', async () => {
    const { code, stderr } = await invoke('const all = []; for (;;) all.push(new Array(1e5).fill({}));', [], {
      env: { NODE_OPTIONS: '--max-old-space-size=24' },
    });
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /runtime-exception The process of the lambda gave up, most likely because its memory was used up/,
    );
  });
});

describe('--inspect', () => {
  it('lets a debugger connect, and sets no limit', async () => {
    const { code, stdout, stderr } = await invoke("callback(null, require('node:inspector').url());", [
      '--inspect=127.0.0.1:0',
    ]);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatch(/^ws:\/\/127\.0\.0\.1:\d+\//);
    expect(stderr).toMatch(/^Debugger listening on ws:/);
  });

  it.each([
    ['lambda.js', "'use strict';\nfunction lambda(input, callback) { callback(null, 'js'); }"],
    [
      'lambda.mjs',
      "import { basename } from 'node:path';\nexport const lambda = async () => basename('/x/js');",
    ],
  ])('stops in the first line of %s with --inspect-brk', async (name, text) => {
    const scripts = new Map<string, string>();
    const stops: Array<{ url: string; line: number }> = [];
    const cwd = projectFolder({ [name]: text });
    const { code, stdout } = await runCli(['invoke', name, '--inspect-brk=127.0.0.1:0'], {
      cwd,
      when: [
        /(ws:\/\/\S+)\s/,
        (_child, [, url = '']) => {
          const { socket, send } = attachDebugger(url, ({ method, params }) => {
            if (method === 'Debugger.scriptParsed') scripts.set(params.scriptId, params.url);
            if (method === 'Debugger.resumed') socket.close();
            if (method !== 'Debugger.paused') return;
            const { scriptId, lineNumber } = params.callFrames[0].location;
            stops.push({ url: scripts.get(scriptId) ?? '', line: lineNumber });
            send('Debugger.resume');
          });
        },
      ],
    });
    expect({ code, stdout }).toEqual({ code: 0, stdout: '"js"\n' });
    expect(stops).toEqual([{ url: expect.stringMatching(new RegExp(`${name}$`)), line: 0 }]);
  });

  it('waits for it with --inspect-brk, for as long as it takes unless a limit is set', async () => {
    const { code, stderr } = await invoke(HELLO, ['--inspect-brk=127.0.0.1:0'], {
      when: [/Debugger listening/, (child) => child.kill('SIGTERM')],
    });
    expect(code).toBe(143);
    expect(stderr).toMatch(/interrupted before the lambda called back/);
  });

  it('keeps a limit that is asked for', async () => {
    const args = ['--inspect=127.0.0.1:0', '--timeout', '50'];
    const { code, stderr } = await invoke('setTimeout(() => {}, 20000);', args);
    expect(code).toBe(1);
    expect(stderr).toMatch(/executiontime-exceeded/);
  });
});

describe('--offline', () => {
  const CALL = `const { Toolbelt } = require('lp-faas-toolbelt');
    const conversationUtil = Toolbelt.ConversationUtil();
    const secretClient = Toolbelt.SecretClient();
    async function lambda(input, callback) {
      const { value } = await secretClient.readSecret('word');
      const { code } = await conversationUtil.getConversationById('c1').catch((error) => error);
      callback(null, { account: process.env.BRAND_ID, value, code });
    }`;

  it("answers for LivePerson's services without an account, with the user's secrets", async () => {
    const cwd = lpfProject();
    cpSync(join(projectFolder({ 'index.js': CALL }), 'index.js'), join(cwd, 'functions/echo/index.js'));
    const { code, stdout } = await runCli(['invoke', 'echo', '--offline'], { cwd });
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toEqual({
      account: '12345678',
      value: 'swordfish',
      code: 'com.liveperson.faas.conversation-util.conversation.not-found',
    });
    const other = await runCli(['invoke', 'echo', '--offline'], { cwd, env: { BRAND_ID: 'le42' } });
    expect(JSON.parse(other.stdout)).toMatchObject({ account: 'le42' });
  });

  it('lets nothing else leave the process, and says what wanted to', async () => {
    const source = `const { Toolbelt } = require('lp-faas-toolbelt');
      function lambda(input, callback) {
        Toolbelt.HTTPClient()('https://api.example.com/orders').then((x) => callback(null, x), callback);
      }`;
    const cwd = projectFolder({
      'functions/settings.json': { whitelist: ['api.example.com'] },
      'lambda.js': source,
    });
    const { code, error, diagnostics } = await outcomeOf(
      runCli(['invoke', 'lambda.js', '--offline', '--json'], { cwd }),
    );
    expect(code).toBe(1);
    expect(error?.code).toBe('com.liveperson.faas.handler.custom-failure');
    expect(diagnostics).toContainEqual({
      code: 'unexpected-requests',
      message: expect.stringContaining('GET https://api.example.com/orders matched nothing'),
    });
  });

  it('names the package that it needs when that is missing', async () => {
    const NODE_OPTIONS = `--require ${join(FIXTURES, 'without-nock.cjs')}`;
    const { code, stderr } = await invoke(HELLO, ['--offline'], { env: { NODE_OPTIONS } });
    expect(code).toBe(2);
    expect(stderr).toMatch(/^error invoke: .*not installed: run "npm install --save-dev nock"/);
  });

  it('says where the settings are wrong', async () => {
    const cwd = projectFolder({ 'functions/settings.json': '{ "secrets": 1 }', 'lambda.js': HELLO });
    const { code, stderr } = await runCli(['invoke', 'lambda.js', '--offline'], { cwd });
    expect(code).toBe(2);
    expect(stderr).toMatch(
      /^error invoke: Invalid settings file .*settings\.json: line 1, column 14: secrets: /,
    );
  });
});

describe('wrong usage', () => {
  it('shows line and caret of a file that does not parse', async () => {
    const { code, stdout, stderr } = await invoke(
      'function lambda(input, callback) {\n  callback(null, 1;\n}\n',
    );
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(
      /^error invoke: .*lambda\.js:2:18 does not parse: missing \) .*\n\n {2}callback\(null, 1;\n {17}\^\n$/,
    );
  });

  it('refuses a file without a lambda', async () => {
    const { code, stderr } = await runCli(['invoke', 'x.js'], {
      cwd: projectFolder({ 'x.js': '// function' }),
    });
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: expect.stringMatching(/^error invoke: .*x\.js holds no lambda: /),
    });
  });

  it.each<[args: string[], explanation: RegExp]>([
    [['nope.js'], /there is no file .*nope\.js\n/],
    [['gret'], /Did you mean "greet"\?/],
    [['greet', '--payload', '{'], /--payload is not JSON: line 1, column 2: /],
    [['greet', '--input', 'nope.json'], /--input nope\.json: there is no such file/],
    [['greet', '--payload', '1', '--input', 'x'], /--input and --payload exclude each other/],
    [['greet', '--event', 'conversationEn'], /did you mean "conversationEnd"/i],
    [['greet', '--env', 'A'], /--env needs NAME=value/],
    [['greet', '--timeout', '0'], /--timeout needs milliseconds from 1 to 86400000, found "0"/],
    [['greet', '--timeout', '1s'], /--timeout needs milliseconds from 1 to 86400000, found "1s"/],
    [['greet', '--ofline'], /unknown option --ofline\. Did you mean --offline\?/],
    [['broken'], /config\.json is not JSON: line 1, column 10: .*\n {2}\{"input":\}\n {11}\^/],
  ])('is explained: %j', async (args, explanation) => {
    const cwd = projectFolder({
      'functions/greet/index.js': HELLO,
      'functions/broken/index.js': HELLO,
      'functions/broken/config.json': '{"input":}',
    });
    expectWrongUsage(await runCli(['invoke', ...args], { cwd }), explanation);
  });
});
