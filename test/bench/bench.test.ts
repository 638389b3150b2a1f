import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { budgetRow } from '../../bench/lib/page.mjs';
import { failureOf } from '../helpers/failure-of';
import { describeWithOpenssl } from '../helpers/make-certificates';
import '../helpers/built';

const execute = promisify(execFile);
const RUN = resolve(__dirname, '../../bench/run.mjs');

/** The tables of the page with their rows, as far as no figure is part of them. */
const TABLES: Record<string, string[]> = {
  'Cold start': [
    'lp-faas-toolbelt',
    'node:http alone: the limit',
    'got 14',
    'axios 1',
    'dropin-request',
    'request-promise-native',
    'an empty file behind the same package.json',
    'lp-faas-toolbelt/functions-client',
    'lp-faas-toolbelt/testing',
    'the command line, `--version`',
  ],
  'First calls of the clients of LivePerson’s services': ['LpClient', 'ConversationUtil'],
  'A lambda that makes three calls': [
    'lp-faas-toolbelt',
    'node:https alone: the limit',
    'got 14',
    'axios 1',
    'dropin-request',
    'request-promise-native',
  ],
  'CPU per call: small bodies': [
    'lp-faas-toolbelt',
    'got 14, keep-alive agent',
    'axios 1',
    'dropin-request',
    'request-promise-native',
    'request-promise-native as the original calls it',
    'node:http alone: the limit',
  ],
  'CPU per call: 1 MB bodies': [
    'lp-faas-toolbelt',
    'got 14, keep-alive agent',
    'axios 1',
    'dropin-request',
    'request-promise-native',
    'node:http alone: the limit',
  ],
  'Memory over many calls': [
    'lp-faas-toolbelt',
    'got 14, keep-alive agent',
    'axios 1',
    'dropin-request',
    'request-promise-native',
    'node:http alone: the limit',
  ],
  'Memory during a download': ['a stream that drops it', 'node:http alone, a stream that drops it'],
  'Whitelist size': ['10', '1,000'],
  'Rate limit': [
    'mode off',
    '20 a second, admitted',
    '20 a second, refused',
    '20 a second, mode queue, admitted at once',
    '10,000 a second, admitted',
    'rate-limiter-flexible in memory',
  ],
  Signing: [
    'OAuth 1.0a, lp-faas-toolbelt',
    'OAuth 1.0a, oauth-sign (what request uses)',
    'the HMAC alone: the limit',
    'OAuth 2 with a cached token, lp-faas-toolbelt',
  ],
  'Utilities against a slow server': [
    'one property',
    '20 selected properties',
    'one invocation',
    '10 invocations in parallel',
    '10 invocations one after the other',
    'one file replaced (GDPRUtil)',
    '60 files replaced, 20 at a time',
  ],
  'Keyword scan': [
    '50 messages, 50 keywords',
    '200 messages, 50 keywords',
    '800 messages, 50 keywords',
    '200 messages, 10 keywords',
    'a pattern for each of 200 messages and 50 keywords',
  ],
  'invoke of the test kit': ['the function alone', 'through invoke'],
  'The command line': ['node -e 0', 'lp-faas-toolbelt invoke hello.js'],
  'Invocations of the host': [
    'node:http with a JSON answer',
    'the host',
    'the host, when another function begins to loop for ever',
    'the host, 2 s later',
  ],
  'Memory of the host': ['the heap, after a collection', 'the memory of the process'],
  'The first answer of serve': ['node -e 0', 'node that forks node -e 0', 'serve, to its first answer'],
  'Reload of the host': ['reload'],
  'A host with 50 functions that were never called': ['the host'],
  Size: [
    'lp-faas-toolbelt',
    'lp-faas-toolbelt without jsforce (--omit=optional)',
    'the public mock of the toolbelt with its dependencies',
    'liveperson-functions-cli 1.31.13, which holds the mock',
    'request-promise-native with request',
    'request-promise with request',
    'axios 1',
    'got 14',
  ],
};

const CHARTS = [
  'cold-start.svg',
  'cpu-per-call-1mb.svg',
  'cpu-per-call.svg',
  'memory.svg',
  'size.svg',
  'whitelist.svg',
];

/** Cells of the first table below a heading; its first row is the head. */
function tableBelow(page: string, title: string): string[][] {
  const section = page.split(/^## /m).find((part) => part.startsWith(`${title}\n`)) ?? '';
  const lines = section.split('\n');
  const start = lines.findIndex((line) => line.startsWith('|'));
  const rest = lines.slice(start);
  const table = rest.slice(
    0,
    rest.findIndex((line) => !line.startsWith('|')),
  );
  return table.map((line) => line.slice(2, -2).split(' | '));
}

// It takes half a minute, so it is left to CI. The tests below it are run everywhere.
(process.env.CI ? describeWithOpenssl : describe.skip)('a quick run of the benchmarks', () => {
  // One folder for all tests here.
  const out = mkdtempSync(join(tmpdir(), 'lp-faas-toolbelt-bench-'));
  let page = '';

  beforeAll(async () => {
    await execute(process.execPath, [RUN, '--quick', '--out', out]);
    page = readFileSync(join(out, 'benchmarks.md'), 'utf8');
  }, 600_000);

  afterAll(() => rmSync(out, { recursive: true, force: true }));

  it.each(Object.entries(TABLES))(
    'shows every row of "%s", with as many cells as its head',
    (title, rows) => {
      const [head = [], rule = [], ...body] = tableBelow(page, title);
      expect(rule.every((cell) => /^-+:?$/.test(cell))).toBe(true);
      expect(body.map(([first]) => first)).toEqual(rows);
      for (const row of body) expect(row).toHaveLength(head.length);
    },
  );

  it('shows no figure that is none', () => {
    expect(page).not.toMatch(/NaN|undefined|Infinity|\[object/);
  });

  it('shows every budget as met or missed', () => {
    const budgets = page.split('\n').filter((line) => /^\|.* [≤≥] /.test(line));
    expect(budgets.length).toBeGreaterThanOrEqual(20);
    for (const line of budgets) expect(line).toMatch(/\| (met|\*\*missed\*\*) \|$/);
  });

  it('says what it ran on, how to repeat it, and that a quick run means nothing', () => {
    expect(page).toContain(`Node ${process.versions.node}`);
    expect(page).toMatch(/\d+ cores \(.+\)/);
    expect(page).toContain('npm run bench');
    expect(page).toContain('A quick run');
    expect(page).toContain('## What a call costs');
  });

  it('embeds every chart that it writes, and no other', () => {
    const embedded = [...page.matchAll(/!\[[^\]]+\]\(charts\/([^)]+)\)/g)].map(([, file]) => file);
    expect(embedded.toSorted()).toEqual(CHARTS);
    expect(readdirSync(join(out, 'charts')).toSorted()).toEqual(CHARTS);
  });

  it.each(CHARTS)('%s is well-formed, with a title, a description and its values', (file) => {
    const svg = readFileSync(join(out, 'charts', file), 'utf8');
    const open: string[] = [];
    for (const [, closing, name = '', selfClosing] of svg.matchAll(/<(\/?)([a-z]+)[^<>]*?(\/?)>/g)) {
      if (closing) expect(open.pop()).toBe(name);
      else if (!selfClosing) open.push(name);
    }
    expect(open).toEqual([]);
    expect(svg).toMatch(/^<svg [^>]*role="img" aria-labelledby="title description"/);
    expect(svg).toMatch(/<title id="title">.+<\/title>/);
    const description = /<desc id="description">(.+)<\/desc>/.exec(svg)?.[1] ?? '';
    const bars = [...svg.matchAll(/<rect class="bar[^>]* width="([^"]+)"/g)].map(([, width]) =>
      Number(width),
    );
    expect(bars.length).toBeGreaterThan(0);
    for (const width of bars) expect(width).toBeGreaterThanOrEqual(1);
    const values = [...svg.matchAll(/<rect class="bar[^>]*>\n<text[^>]*>([^<]+)<\/text>/g)].map(
      ([, text]) => text,
    );
    expect(values).toHaveLength(bars.length);
    for (const value of values) expect(description).toContain(value);
    const page = Number(/ width="(\d+)"/.exec(svg)?.[1]);
    for (const [, x, text = ''] of svg.matchAll(/<text[^>]* x="([^"]+)"[^>]*>([^<]*)<\/text>/g)) {
      expect(Number(x) + text.length * 6.5, text).toBeLessThanOrEqual(page);
    }
    // Dark pages get colours of their own, and a background goes with both.
    expect(svg).toContain('prefers-color-scheme: dark');
    expect(svg).toContain('<rect class="page"');
  });
});

it.each<[value: number, limit: number, atLeast: boolean | undefined, verdict: string]>([
  [1, 2, undefined, 'met'],
  [2, 2, undefined, 'met'],
  [2.01, 2, undefined, '**missed**'],
  [3, 2, true, 'met'],
  [2, 2, true, 'met'],
  [1.99, 2, true, '**missed**'],
])('a figure of %s is held to %s (at least: %s): %s', (value, limit, atLeast, verdict) => {
  expect(budgetRow({ name: 'x', value, limit, unit: 'ms', atLeast }).at(-1)).toBe(verdict);
});

describe('the arguments of a run', () => {
  it.each([
    ['a benchmark that there is not', ['--only', 'calls,nothing'], 'no benchmark is called nothing'],
    ['an unknown flag', ['--fast'], '--fast'],
  ])('refuses %s', async (_name, args, message) => {
    const failure = await failureOf<{ code: number; stderr: string }>(
      execute(process.execPath, [RUN, ...args]),
    );
    expect(failure.code).toBe(1);
    expect(failure.stderr).toContain(message);
  });

  it('prints what was chosen, and writes nothing', async () => {
    const { stdout } = await execute(process.execPath, [RUN, '--quick', '--only', 'whitelist']);
    expect(stdout).toContain('## Whitelist size');
    expect(stdout).not.toContain('## Signing');
    expect(stdout).not.toContain('Written');
  });
});
