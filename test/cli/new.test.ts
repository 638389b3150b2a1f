import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { createFunction } from '../../src/host/create/create-function';
import { TEMPLATES } from '../../src/host/create/function-files';
import { temporaryFolder } from '../helpers/settings-folder';
import { expectWrongUsage, linkPackages, projectFolder, ROOT, runHere } from './run-cli';

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

it('writes nothing for a name that is taken, and for options that are wrong', async () => {
  const cwd = projectFolder({ 'functions/greet/index.js': '' });
  const fails = async (args: string[], message: RegExp) => {
    const { code, stdout, stderr } = await runHere(['new', ...args], { cwd });
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(message);
  };
  await fails(['greet'], /functions\/greet exists, and names of functions are unique/);
  await fails(['two words'], /1 to 50 letters and digits/);
  await fails(['other', '--template', 'htp'], /Did you mean "http"\?/);
  await fails(['other', '--domain', 'https://a.example.com/x'], /is not a domain/);
  await fails(['other', '--description', 'x'.repeat(101)], /at most 100 characters/);
  expectWrongUsage(await runHere(['new'], { cwd }), /the name of the function is missing/);
  writeFileSync(join(cwd, 'functions/settings.json'), '{ "whitelist": [');
  await fails(['other', '--template', 'http'], /settings\.json:1:\d+ is not JSON/);
  expect(existsSync(join(cwd, 'functions/other'))).toBe(false);
});

it('lists the templates', async () => {
  const { code, stdout } = await runHere(['new', '--list']);
  expect(code).toBe(0);
  expect(stdout.trim().split('\n')).toHaveLength(TEMPLATES.length);
  expect(stdout).toContain('Messaging Conversation End: Keyword Scanner');
});

it('has templates whose tests pass', () => {
  const folder = temporaryFolder();
  for (const { id } of TEMPLATES) createFunction(folder, { name: id.replaceAll('-', ''), template: id });
  linkPackages(folder, 'vitest', 'nock', 'jsforce');
  const vitest = join(ROOT, 'node_modules/vitest/vitest.mjs');
  const report = execFileSync(process.execPath, [vitest, 'run', '--reporter=json', '--maxWorkers=1'], {
    cwd: folder,
    env: { PATH: process.env.PATH, NO_COLOR: '1' },
    encoding: 'utf8',
    maxBuffer: 2 ** 26,
  });
  expect(JSON.parse(report)).toMatchObject({ success: true, numPassedTests: TEMPLATES.length });
}, 120_000);
