import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { expectWrongUsage, ROOT, runCli, runHere } from './run-cli';

const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { version: string };

const run = (...args: string[]) => runHere(args);

describe('the program', () => {
  it.each([['--help'], ['-h'], ['help']])('lists its commands for %s', async (option) => {
    const { code, stdout, stderr } = await run(option);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    for (const name of ['invoke', 'doctor', 'init'])
      expect(stdout).toMatch(new RegExp(`^ {2}${name} +\\w`, 'm'));
  });

  it.each([['--version'], ['-v']])('prints its version for %s', async (option) => {
    expect(await run(option)).toEqual({ code: 0, stdout: `${version}\n`, stderr: '' });
  });

  it('prints the help as an error when nothing is asked for', async () => {
    expectWrongUsage(await run(), /Commands:/);
  });

  it.each([['invoke'], ['doctor'], ['init']])('prints the help of %s', async (name) => {
    const { code, stdout, stderr } = await run(name, '--help');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain(`Usage: lp-faas-toolbelt ${name} `);
    expect(stdout).toContain('-h, --help');
    expect(stdout).toContain(`Examples:\n  lp-faas-toolbelt ${name}`);
    expect(await run('help', name)).toEqual({ code, stdout, stderr });
    for (const line of stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(120);
  });

  it.each<[args: string[], explanation: RegExp]>([
    [['invok'], /unknown command "invok"\. Did you mean "invoke"\?/],
    [['docter'], /Did you mean "doctor"\?/],
    [['--verson'], /unknown option "--verson"\. Did you mean "--version"\?/],
    [['deploy'], /unknown command "deploy"\n/],
    [['constructor'], /unknown command "constructor"\n/],
    [['doctor', '--jso'], /doctor: unknown option --jso\. Did you mean --json\?/],
    [['doctor', 'me'], /doctor: there is no folder me$/m],
    [['doctor', '.', 'me'], /doctor: one argument too many: "me"/],
    [['invoke'], /invoke: the file or the name of the function is missing/],
  ])('refuses %j', async (args, explanation) => {
    expectWrongUsage(await run(...args), explanation);
  });
});

describe('the compiled program', () => {
  it('is started by Node and ends with the exit code', async () => {
    expect(readFileSync(join(ROOT, 'dist/cli/index.js'), 'utf8')).toMatch(/^#!\/usr\/bin\/env node\n/);
    expect(await runCli(['--version'])).toEqual({ code: 0, stdout: `${version}\n`, stderr: '' });
    expectWrongUsage(await runCli(['invok']), /Did you mean "invoke"\?/);
  });

  it.each<[env: Record<string, string>, hasColours: boolean]>([
    [{}, false],
    [{ FORCE_COLOR: '1' }, true],
    [{ FORCE_COLOR: '1', NO_COLOR: '1' }, true],
    [{ FORCE_COLOR: '0' }, false],
    [{ NO_COLOR: '1' }, false],
  ])('has colours where they are wanted: %j', async (env, hasColours) => {
    const { stderr } = await runCli(['invok'], { env });
    expect(stderr.includes('\u001B[31merror\u001B[39m')).toBe(hasColours);
  });
});
