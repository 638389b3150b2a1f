import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import type { ChildMessage, InvokeRequest } from '../../src/cli/invoke/messages';
import { runRequest } from '../../src/cli/invoke/run-request';
import { processTerminal } from '../../src/cli/terminal';
import { expectWrongUsage, projectFolder, runHere } from './run-cli';
import '../helpers/built';

// The parent runs in this process; its child is the compiled one.
vi.mock('node:child_process', async (importOriginal) => {
  const original = await importOriginal<typeof import('node:child_process')>();
  const compiled = (path: string) => path.replace(join('src', 'cli'), join('dist', 'cli'));
  const fork = (path: string, ...rest: [string[], object]) => original.fork(compiled(path), ...rest);
  return { ...original, default: original, fork };
});

const lambdaFolder = (body: string) =>
  projectFolder({ 'lambda.js': `async function lambda(input, callback) { ${body} }` });

describe('the parent', () => {
  const invoke = (body: string, ...args: string[]) =>
    runHere(['invoke', 'lambda.js', ...args], { cwd: lambdaFolder(body) });

  it('prints logs, the result and what is wrong besides', async () => {
    expect(
      await invoke("console.info('a', 1); callback(null, input.payload); callback();", '--payload', '[1]'),
    ).toEqual({
      code: 0,
      stdout: '[1]\n',
      stderr: expect.stringMatching(/^info {2}a 1\nwarning callback-twice .*\n$/),
    });
  });

  it('prints the failure of a lambda', async () => {
    expect(await invoke("throw 'text';")).toEqual({
      code: 1,
      stdout: '',
      stderr: expect.stringMatching(/error com\.liveperson\.faas\.handler\.runtime-exception text\n$/),
    });
    const { stderr } = await invoke("callback(new RangeError('out'));");
    expect(stderr).toMatch(
      /^error com\.liveperson\.faas\.handler\.custom-failure\nRangeError: out\n {4}at lambda/,
    );
  });

  it('prints one object for machines', async () => {
    const { stdout, stderr } = await invoke('callback(null, 1);', '--event', 'conversationEnd', '--json');
    expect({ ...JSON.parse(stdout), stderr }).toEqual({
      result: 1,
      logs: [],
      diagnostics: [],
      durationMs: expect.any(Number),
      stderr: '',
    });
  });

  it('stops a loop, a wait, and work that goes on after the callback', async () => {
    expect((await invoke('for (;;);', '--timeout', '50')).stderr).toMatch(/a loop that never ends/);
    expect((await invoke('setTimeout(callback, 20000);', '--timeout', '50')).stderr).toMatch(/within 50 ms/);
    const { code, stderr } = await invoke('callback(); setInterval(() => {}, 1000);');
    expect({ code, stderr }).toEqual({
      code: 0,
      stderr: expect.stringMatching(/Work went on after the callback, and was cut off/),
    });
  });

  it('waits for a thread that is blocked for a while', async () => {
    const block = 'Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 800);';
    const cwd = projectFolder({
      'lambda.js': `${block} function lambda(input, callback) { callback(null, 'late'); }`,
    });
    expect(await runHere(['invoke', 'lambda.js', '--timeout', '200'], { cwd })).toMatchObject({
      code: 0,
      stdout: '"late"\n',
    });
  });

  it.each([
    ['process.exit(4);', /exit code 4 before it called back/],
    ["process.kill(process.pid, 'SIGKILL');", /ended by SIGKILL/],
    ['process.abort();', /memory was used up/],
  ])('says what became of a child that does %s', async (body, message) => {
    const { code, stderr } = await invoke(body);
    expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringMatching(message) });
  });

  it('passes a signal on, and takes its hands off afterwards', async () => {
    const before = process.listenerCount('SIGTERM');
    const run = invoke("setInterval(() => {}, 1000); console.info('ready');");
    await vi.waitFor(() => expect(process.listenerCount('SIGTERM')).toBeGreaterThan(before));
    process.emit('SIGTERM', 'SIGTERM');
    expect(await run).toMatchObject({ code: 143, stdout: '' });
    expect(process.listenerCount('SIGTERM')).toBe(before);
  });

  it('goes offline, and starts under a debugger', async () => {
    expect(await invoke('callback(null, process.env.BRAND_ID);', '--offline')).toMatchObject({
      stdout: '"12345678"\n',
    });
    expect(await invoke('callback(null, process.execArgv);', '--inspect=127.0.0.1:0')).toMatchObject({
      stdout: expect.stringContaining('"--inspect=127.0.0.1:0"'),
    });
  });

  it('refuses what the child cannot run, and an unknown event', async () => {
    const cwd = projectFolder({ 'lambda.js': 'function lambda( {' });
    const { code, stderr } = await runHere(['invoke', 'lambda.js'], { cwd });
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringMatching(/does not parse/) });
    expectWrongUsage(
      await invoke('', '--event', 'conversationEn'),
      /--event "conversationEn": .*did you mean "conversationEnd"/,
    );
  });

  it('finds a configuration that cannot be read', async () => {
    const cwd = projectFolder({ 'functions/f/index.js': 'function lambda() {}' });
    mkdirSync(join(cwd, 'functions/f/config.json'));
    expectWrongUsage(await runHere(['invoke', 'f'], { cwd }), /cannot read .*config\.json: this is a folder/);
  });
});

describe('the child', () => {
  async function run(source: string, request: Partial<InvokeRequest> = {}): Promise<ChildMessage[]> {
    const file = join(projectFolder({ 'lambda.js': source }), 'lambda.js');
    const told: ChildMessage[] = [];
    const input = { headers: [], payload: 1 };
    const none = { data: { fixtures: undefined, setup: undefined }, record: undefined };
    const whole = { file, input, timeoutMs: 5000, isOffline: false, ...none, hasColours: false, ...request };
    await runRequest(whole, (message) => told.push(message));
    return told;
  }

  it('tells of its start, its logs and its end', async () => {
    const source =
      "function lambda(input, callback) { console.info('a', 'b', { c: 1n }); callback(null, input.payload); }";
    expect(await run(source, { timeoutMs: undefined })).toEqual([
      { type: 'started' },
      {
        type: 'log',
        text: 'a b { c: 1n }',
        entry: { level: 'info', message: 'a', extras: ['b', { c: '1n' }], timestamp: expect.any(Number) },
      },
      { type: 'done', outcome: { result: 1, diagnostics: [], durationMs: expect.any(Number) } },
    ]);
  });

  it('colours what it inspects', async () => {
    const [, log] = await run("function lambda(input, callback) { console.info('a', 1); callback(); }", {
      hasColours: true,
    });
    expect(log).toMatchObject({ text: 'a \u001B[33m1\u001B[39m' });
  });

  it('tells why the lambda failed, with its own frames', async () => {
    const done = (await run("function lambda(input, callback) { throw new TypeError('no'); }")).at(-1);
    expect(done).toMatchObject({
      type: 'done',
      outcome: {
        error: {
          code: 'com.liveperson.faas.handler.runtime-exception',
          message: 'no',
          cause: { name: 'TypeError' },
        },
      },
      stack: expect.stringMatching(/^TypeError: no\n {4}at lambda \(.*lambda\.js:1:42\)/),
    });
    const failed = (
      await run('function lambda(input, callback) { callback(null, Promise.reject(null)); }')
    ).at(-1);
    expect(failed).not.toHaveProperty('stack');
  });

  it('refuses what it cannot run', async () => {
    expect(await run('')).toEqual([
      { type: 'started' },
      { type: 'refused', message: expect.stringMatching(/^\/.*lambda\.js holds no lambda/) },
    ]);
  });

  it('doubles LivePerson when it is offline', async () => {
    const settings = projectFolder({ 'functions/settings.json': { secrets: [{ key: '', value: '' }] } });
    process.env.LP_FAAS_SETTINGS = join(settings, 'functions/settings.json');
    process.env.BRAND_ID = 'le42';
    const nock = await import('nock');
    try {
      const source = `function lambda(input, callback) {
        require('node:https').get('https://api.example.com/').on('error', (error) => callback(null, error.code));
      }`;
      expect((await run(source, { isOffline: true })).at(-1)).toMatchObject({
        outcome: {
          result: 'ENETUNREACH',
          diagnostics: [
            { code: 'unexpected-requests', message: expect.stringContaining('GET https://api.example.com/') },
          ],
        },
      });
    } finally {
      nock.default.cleanAll();
      nock.default.enableNetConnect();
    }
  });
});

describe('processTerminal', () => {
  it.each([
    [{ FORCE_COLOR: '1' }, true],
    [{ FORCE_COLOR: 'false' }, false],
    [{ NO_COLOR: '1' }, false],
    [{ NO_COLOR: '' }, process.stdout.isTTY === true],
  ])('has colours as the environment %j says', (env, hasColours) => {
    delete process.env.FORCE_COLOR;
    delete process.env.NO_COLOR;
    Object.assign(process.env, env);
    const { out } = processTerminal();
    expect(out.paint('good', 'x')).toBe(hasColours ? '\u001B[32mx\u001B[39m' : 'x');
    const write = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
    out.line('text');
    expect(write).toHaveBeenCalledWith('text\n');
    write.mockRestore();
  });
});
