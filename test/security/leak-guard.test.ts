import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { describe, expect, it, onTestFinished } from 'vitest';
import { leaksIn, PLANTED_PREFIX } from '../helpers/planted';

const ROOT = resolve(__dirname, '../..');
const LEAKS = resolve(ROOT, 'test/fixtures/leaks');

/** Ways to show a credential. Each takes a run of its own, so all of them are shown in CI alone. */
const WAYS = [
  'the console, in base64',
  'standard error, in two parts',
  'a snapshot',
  'console',
  'the console, as bytes',
  'standard output',
  'a child process',
  'an error of a test',
  'a comparison of a test',
  'the name of a test',
];

/** Runs tests that leak in a Vitest of their own, under the configuration of this one. */
async function run(leak: string): Promise<{ status: number; output: string }> {
  const args = [join(ROOT, 'node_modules/vitest/vitest.mjs'), 'run', '--reporter=verbose', '--update'];
  const { CI: _ci, VITEST: _vitest, ...env } = process.env;
  const child = spawn(process.execPath, [...args, '--config', join(LEAKS, 'vitest.config.mts')], {
    cwd: ROOT,
    env: { ...env, LEAK: leak, NO_COLOR: '1' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [out, err, [status]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close'),
  ]);
  return { status, output: out + err };
}

describe('a run that shows a planted credential fails', () => {
  it.each(process.env.CI ? WAYS : WAYS.slice(0, 3))('on %s', async (leak) => {
    onTestFinished(() => rmSync(join(LEAKS, '__snapshots__'), { recursive: true, force: true }));
    const { status, output } = await run(leak);
    expect(status).not.toBe(0);
    expect(output).toContain('Planted credentials were shown');
  });

  it.each(['nothing', 'an error that is printed'])('and does not on %s', async (leak) => {
    const { status, output } = await run(leak);
    expect({ status, leaks: leaksIn(output, { it: PLANTED_PREFIX }) }).toEqual({ status: 0, leaks: [] });
  });

  it('nor does Vitest show one of an error that a test throws', async () => {
    const { status, output } = await run('an error that is thrown');
    expect(status).not.toBe(0);
    expect(output).toContain('RequestError: Error: x');
    expect(output).not.toContain('Planted credentials');
  });
});
