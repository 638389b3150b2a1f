import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runCli } from './cli/run-cli';
import { readPage } from './helpers/markdown';

const ROOT = join(__dirname, '..');

/** The factories of the README's table. */
const FACTORIES = [...readPage('README.md').matchAll(/^\| `Toolbelt\.(\w+)\(/gm)].map(
  ([, name = '']) => name,
);

describe('examples/quickstart', () => {
  it('prints what the lambda calls back with, offline and without an account', () => {
    const output = execFileSync(process.execPath, [join(ROOT, 'examples/quickstart/run.js')], {
      encoding: 'utf8',
    });
    expect(JSON.parse(output)).toEqual({
      conversationId: 'c911f008-4761-4f43-9544-6948017eace5',
      ticket: 'T-4711',
      matches: [
        {
          message: 'Will we use Keywords in this conversation?',
          sentTimestamp: 1560764690328,
          sentBy: 'Consumer',
          tag: 'keywordRef:Keyword',
        },
        {
          message: 'We definitely will, because keywords are awesome!',
          sentTimestamp: 1560764734592,
          sentBy: 'Agent',
          tag: 'keywordRef:Keyword',
        },
        {
          message: 'We definitely will, because keywords are awesome!',
          sentTimestamp: 1560764734592,
          sentBy: 'Agent',
          tag: 'keywordRef:awesome',
        },
      ],
    });
  });

  it('says on stderr what is wrong when a fixture does not answer', () => {
    const run = () =>
      execFileSync(process.execPath, [join(ROOT, 'examples/quickstart/run.js')], {
        encoding: 'utf8',
        stdio: 'pipe',
        env: { ...process.env, NODE_OPTIONS: `--require ${join(ROOT, 'test/fixtures/no-fixtures.cjs')}` },
      });
    expect(run).toThrow(/Service discovery for account 12345678 failed/);
  });
});

describe('examples/clients', () => {
  const folder = join(ROOT, 'examples/clients');
  const functions = readdirSync(join(folder, 'functions')).filter((name) => !name.endsWith('.json'));

  it('has a function for each client, and a test for each function', () => {
    const sources = functions.map((name) =>
      readFileSync(join(folder, 'functions', name, 'index.js'), 'utf8'),
    );
    expect(FACTORIES).toHaveLength(10);
    for (const factory of FACTORIES) {
      expect(
        sources.filter((source) => source.includes(`Toolbelt.${factory}(`)),
        factory,
      ).not.toEqual([]);
    }
    const tests = readdirSync(join(folder, 'test')).filter((name) => name.endsWith('.test.mjs'));
    expect(tests.map((name) => name.replace('.test.mjs', ''))).toEqual(functions);
  });

  it('keeps the rules of the platform', async () => {
    const { code, stdout } = await runCli(['doctor', join(folder, 'functions'), '--json'], { cwd: folder });
    const { findings } = JSON.parse(stdout) as { findings: { rule?: string }[] };
    expect(findings.filter(({ rule }) => rule !== undefined)).toEqual([]);
    expect(code).toBe(0);
  });
});
