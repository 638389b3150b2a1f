import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { main } from '../../src/cli/main';
import { questionsOf } from '../../src/cli/terminal';
import { createHost } from '../../src/host';
import { createFunction } from '../../src/host/create/create-function';
import { TEMPLATES } from '../../src/host/create/function-files';
import { checkSource } from '../../src/runtime/rules/check-source';
import { runLambda } from '../../src/runtime/run-lambda';
import { temporaryFolder } from '../helpers/settings-folder';
import { expectWrongUsage, linkPackages, memoryTerminal, projectFolder, ROOT, runHere } from './run-cli';

const PROGRAM = join(ROOT, 'dist', 'cli', 'index.js');
const json = (path: string) => JSON.parse(readFileSync(path, 'utf8'));

it('writes a function of a template, its configuration, its test and the settings that it needs', async () => {
  const cwd = projectFolder({ 'functions/settings.json': { whitelist: ['a.example.com'], other: 1 } });
  const run = await runHere(['new', 'lookUp', '--template', 'http', '--domain', 'b.example.com'], { cwd });
  expect(run).toMatchObject({ code: 0, stderr: '' });
  const files = ['functions/lookUp/index.js', 'functions/lookUp/config.json', 'test/lookUp.test.js'];
  for (const file of [...files, 'functions/settings.json']) expect(run.stdout).toContain(`wrote ${file}\n`);
  expect(json(join(cwd, 'functions/lookUp/config.json'))).toEqual({
    name: 'lookUp',
    event: null,
    description: 'Asks another service, and handles its statuses',
    input: { headers: [], payload: { id: '42' } },
    environmentVariables: [],
  });
  expect(json(join(cwd, 'functions/settings.json'))).toEqual({
    whitelist: ['a.example.com', 'api.example.com', 'b.example.com'],
    other: 1,
  });
  await runHere(['new', 'commands', '--template', 'conversational-command', '--description', 'Adds up'], {
    cwd,
  });
  expect(json(join(cwd, 'functions/commands/config.json'))).toMatchObject({
    event: 'conversational_command',
    description: 'Adds up',
  });
});

it('keeps the secrets of a template to their owner', async () => {
  const cwd = temporaryFolder();
  await runHere(['new', 'counts', '--template', 'secret-storage'], { cwd });
  const path = join(cwd, 'functions/settings.local.json');
  expect(json(path)).toEqual({ secrets: [{ key: 'call-counter', value: { calls: 0 } }] });
  expect(readFileSync(join(cwd, '.gitignore'), 'utf8')).toContain('settings.local.json\n');
  if (process.platform !== 'win32') expect(statSync(path).mode & 0o777).toBe(0o600);
});

it('writes nothing when .gitignore cannot be read', async () => {
  const cwd = temporaryFolder();
  mkdirSync(join(cwd, '.gitignore'));
  const { code, stderr } = await runHere(['new', 'counts', '--template', 'secret-storage'], { cwd });
  expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining('.gitignore cannot be read') });
  expect(existsSync(join(cwd, 'functions'))).toBe(false);
});

it.each(TEMPLATES.map((template) => [template.id, template]))(
  '%s keeps the rules of the platform',
  (_, template) => {
    expect(checkSource(template.source, 'functions/mine/index.js')).toEqual([]);
  },
);

it('says what is in the way when "functions" is a file', async () => {
  const cwd = projectFolder({ functions: 'a file' });
  const { code, stderr } = await runHere(['new', 'hello', '--template', 'voucher', '--yes'], { cwd });
  expect(code).not.toBe(0);
  expect(stderr).toMatch(/^error new: Cannot write \S+functions.hello.index\.js: ENOTDIR.*\n$/);
  expect(readdirSync(cwd)).toEqual(['functions']);
});

it('adds to a .gitignore what keeps secrets out of git, once', async () => {
  const cwd = projectFolder({ '.gitignore': '/dist\n!settings.local.json' });
  for (const name of ['one', 'two']) {
    const { stdout } = await runHere(['new', name, '--template', 'secret-storage'], { cwd });
    expect(stdout.includes('wrote .gitignore\n')).toBe(name === 'one');
  }
  await runHere(['new', 'three', '--template', 'voucher'], { cwd });
  const lines = readFileSync(join(cwd, '.gitignore'), 'utf8').split('\n');
  expect(lines.slice(0, 3)).toEqual(['/dist', '!settings.local.json', 'settings.local.json']);
  expect(lines.filter((line) => line === 'settings.local.json')).toHaveLength(1);
});

describe('in a terminal', () => {
  /** Runs `new` with somebody who answers: one answer for each question. */
  async function answered(args: string[], answers: string[], cwd = temporaryFolder()) {
    const terminal = memoryTerminal();
    const [input, output] = [new PassThrough(), new PassThrough()];
    const asked: string[] = [];
    const questions = questionsOf(input, output);
    output.setEncoding('utf8').on('data', (text: string) => {
      if (!/\(.*\): $/.test(text)) return;
      asked.push(text);
      const answer = answers.shift();
      if (answer === undefined) input.end();
      else input.write(`${answer}\n`);
    });
    const code = await main(['new', '--folder', cwd, ...args], { ...terminal, questions });
    expect(answers).toEqual([]);
    return { code, asked, cwd, ...terminal.written };
  }

  it('asks for a template, hosts, a name and a description', async () => {
    const run = await answered([], ['http', 'a.example.com, b.example.com', 'lookUp', 'Looks up orders']);
    expect(run).toMatchObject({ code: 0, err: '' });
    expect(run.out).toContain('Secret Storage: Reads a secret');
    expect(run.asked).toEqual([
      'Template (greeting): ',
      'Hosts for the whitelist, separated by spaces (none): ',
      'Name (greet): ',
      'Description (Asks another service, and handles its statuses): ',
    ]);
    expect(json(join(run.cwd, 'functions/lookUp/config.json'))).toMatchObject({
      description: 'Looks up orders',
    });
    expect(json(join(run.cwd, 'functions/settings.json'))).toEqual({
      whitelist: ['api.example.com', 'a.example.com', 'b.example.com'],
    });
  });

  it('takes the answers that it offers, and does not ask for what the options say', async () => {
    const all = await answered([], ['', '', '', '']);
    expect(json(join(all.cwd, 'functions/greet/config.json'))).toMatchObject({
      description: 'Greets whoever the payload names',
    });
    const some = await answered(['counts', '--template', 'secret-storage', '--description', 'x'], ['']);
    expect(some.asked).toHaveLength(1);
    expect((await answered(['counts', '--yes'], [])).asked).toEqual([]);
  });

  it('asks again after a wrong answer, and says what is wrong with it', async () => {
    const cwd = projectFolder({ 'functions/greet/index.js': '' });
    const answers = ['htp', 'http', 'https://x', '', 'two words', 'greet', 'other', 'x'.repeat(101), ''];
    const run = await answered([], answers, cwd);
    expect(run).toMatchObject({ code: 0, err: '' });
    for (const text of [
      'did you mean "http"?).\n',
      '"https://x" is not a domain',
      'the name needs 1 to 50 letters and digits',
      'functions/greet exists',
      'at most 100 characters',
    ])
      expect(run.out).toContain(text);
    expect(existsSync(join(cwd, 'functions/other/index.js'))).toBe(true);
  });

  it('says what is wrong with the name and the options before it asks', async () => {
    const cwd = projectFolder({ 'functions/greet/index.js': '' });
    const fails = async (args: string[], message: RegExp) => {
      const run = await answered(args, [], cwd);
      expect(run).toMatchObject({ code: 2, asked: [], out: '' });
      expect(run.err).toMatch(message);
    };
    await fails(['greet'], /Nothing was written: functions\/greet exists, and names/);
    await fails(['two words'], /the name needs 1 to 50 letters and digits/);
    await fails(['other', '--template', 'htp'], /did you mean "http"\?/);
    await fails(['--domain', 'https://x'], /is not a domain/);
    await fails(['--description', 'x'.repeat(101)], /at most 100 characters/);
  });

  it('offers a name that is free', async () => {
    const cwd = projectFolder({ 'functions/greet/index.js': '', 'functions/Greet2/index.js': '' });
    const run = await answered([], ['', '', '', ''], cwd);
    expect(run).toMatchObject({ code: 0, err: '' });
    expect(run.asked).toContain('Name (greet3): ');
  });

  it('writes nothing when the input ends', async () => {
    for (const answers of [[], ['http', '']]) {
      const run = await answered([], answers);
      expect(run.code).toBe(2);
      expect(run.err).toBe('error new: The questions were not answered, so nothing was written.\n');
      expect(readdirSync(run.cwd)).toEqual([]);
    }
  });

  it.runIf(existsSync('/usr/bin/script'))('is one that the program finds by itself', async () => {
    const cwd = temporaryFolder();
    const command = [process.execPath, PROGRAM, 'new'].map((word) => `'${word}'`).join(' ');
    const child = spawn('/usr/bin/script', ['-qec', command, '/dev/null'], { cwd });
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      if (text.includes('): ')) child.stdin.write(text.includes('Name') ? 'typed\r' : '\r');
    });
    const [code] = await once(child, 'close');
    expect(code).toBe(0);
    expect(existsSync(join(cwd, 'functions/typed/index.js'))).toBe(true);
  });
});

it('writes nothing for a name that is taken, and for options that are wrong', async () => {
  const cwd = projectFolder({
    'functions/greet/index.js': '',
    'functions/named/index.js': '',
    'functions/named/config.json': { name: 'LookUp' },
  });
  const fails = async (args: string[], message: RegExp) => {
    const { code, stdout, stderr } = await runHere(['new', ...args], { cwd });
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(message);
  };
  await fails(['greet'], /functions\/greet exists, and names of functions are unique/);
  await fails(['GREET'], /functions\/greet exists, and names of functions are unique/);
  await fails(['lookUp'], /functions\/named exists with the name LookUp, and names of functions are unique/);
  await fails(['two words'], /1 to 50 letters and digits/);
  await fails(['other', '--template', 'htp'], /did you mean "http"\?\)\.$/m);
  await fails(['other', '--domain', 'https://a.example.com/x'], /is not a domain/);
  await fails(['other', '--description', 'x'.repeat(101)], /at most 100 characters/);
  expectWrongUsage(await runHere(['new'], { cwd }), /the name of the function is missing/);
  writeFileSync(join(cwd, 'functions/settings.json'), '{ "whitelist": [');
  await fails(['other', '--template', 'http'], /settings\.json:1:\d+ is not JSON/);
  expect(existsSync(join(cwd, 'functions/other'))).toBe(false);
});

it('finds the project from its folder "functions", and lists a host once', async () => {
  const root = projectFolder({ 'functions/greet/index.js': '' });
  const cwd = join(root, 'functions');
  const args = ['lookUp', '--template', 'http', '--domain', 'api.example.com', '--domain', 'b.example.com'];
  const { code, stdout } = await runHere(['new', ...args, '--domain', 'b.example.com'], { cwd });
  expect(code).toBe(0);
  expect(stdout).toContain('wrote functions/lookUp/index.js');
  expect(readdirSync(cwd).sort()).toEqual(['greet', 'lookUp', 'settings.json']);
  expect(json(join(cwd, 'settings.json'))).toEqual({ whitelist: ['api.example.com', 'b.example.com'] });
});

it('lists the templates', async () => {
  const { code, stdout } = await runHere(['new', '--list']);
  expect(code).toBe(0);
  expect(stdout.trim().split('\n')).toHaveLength(TEMPLATES.length);
  expect(stdout).toContain('Messaging Conversation End: Keyword Scanner');
});

it('has templates that answer the input of their own config.json', async () => {
  const folder = temporaryFolder();
  // The others ask services.
  const answering = TEMPLATES.filter(({ source }) => !source.includes('Toolbelt'));
  expect(answering.length).toBeGreaterThan(10);
  for (const [index, { id }] of answering.entries()) {
    const name = `any${index}`;
    createFunction(folder, { name, template: id });
    const { input } = json(join(folder, 'functions', name, 'config.json'));
    const { error } = await runLambda({ lambda: join(folder, 'functions', name, 'index.js'), input });
    expect([id, error]).toEqual([id, undefined]);
  }
});

it('has templates that answer the input of their own config.json on the account of serve --offline', async () => {
  const folder = temporaryFolder();
  const others = ['http', 'salesforce'];
  const asking = TEMPLATES.filter(({ id, source }) => source.includes('Toolbelt') && !others.includes(id));
  const names = asking.map(({ id }) => id.replaceAll('-', ''));
  for (const [index, { id }] of asking.entries())
    createFunction(folder, { name: names[index] as string, template: id });
  linkPackages(folder, 'nock');
  const host = await createHost({ folder, offline: true });
  const answers = await Promise.all(
    names.map(async (name) => {
      const { input } = json(join(folder, 'functions', name, 'config.json'));
      return host.invoke(name, input).then(
        () => `${name} answered`,
        ({ message }: Error) => `${name}: ${message}`,
      );
    }),
  );
  await host.close();
  expect(names).toContain('replacefiles');
  expect(answers).toEqual(names.map((name) => `${name} answered`));
}, 60_000);

it('has templates whose tests pass, also after the migration to V2', async () => {
  const folder = temporaryFolder();
  const nameOf = ({ id }: { id: string }) => id.replaceAll('-', '');
  for (const template of TEMPLATES) createFunction(folder, { name: nameOf(template), template: template.id });
  // The others only answer.
  const withClients = TEMPLATES.filter(({ source }) => source.includes('Toolbelt'));
  expect(withClients.length).toBeGreaterThan(4);
  for (const template of withClients)
    createFunction(folder, { name: `${nameOf(template)}v2`, template: template.id });
  const files = withClients.map((template) => `functions/${nameOf(template)}v2`);
  const migrated = await runHere(['migrate', ...files, '--write', '--force'], { cwd: folder });
  expect(migrated.stdout).toContain(`${files.length} done, 0 left, 0 refused`);
  linkPackages(folder, 'vitest', 'nock', 'jsforce');
  const vitest = join(ROOT, 'node_modules/vitest/vitest.mjs');
  const report = execFileSync(process.execPath, [vitest, 'run', '--reporter=json', '--maxWorkers=1'], {
    cwd: folder,
    env: { PATH: process.env.PATH, NO_COLOR: '1' },
    encoding: 'utf8',
    maxBuffer: 2 ** 26,
  });
  expect(JSON.parse(report)).toMatchObject({
    success: true,
    numPassedTests: TEMPLATES.length + files.length,
  });
}, 120_000);
