import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { migrateSource } from '../../src/migrate';
import { readPage } from '../helpers/markdown';

const FOLDER = join(__dirname, '../migrate/page');
const page = readPage('docs/migration.md');

/** The differences of the page, each with the rule of its heading and its number below that heading. */
const examples = page
  .slice(page.indexOf('## What is left, by rule'), page.indexOf('## What no tool knows'))
  .split(/^### /m)
  .slice(1)
  .flatMap((section) => {
    const rule = section.slice(0, section.indexOf('\n'));
    const diffs = [...section.matchAll(/^```diff\n([\s\S]*?)^```$/gm)].map(([, diff]) => diff ?? '');
    return diffs.map((diff, index) => ({
      name: diffs.length > 1 ? `${rule}-${index + 1}` : rule,
      rule,
      diff,
    }));
  });

/** Makes the change of a difference. A line that ends with "…" stands for one that begins so. */
function applied(text: string, diff: string): string {
  const lines = diff.split('\n').slice(0, -1);
  const [before, after] = ['+', '-'].map((other) =>
    lines.filter((line) => !line.startsWith(other)).map((line) => line.slice(1)),
  ) as [string[], string[]];
  const all = text.split('\n');
  const isAt = (start: number) =>
    before.every((line, index) => {
      const found = all[start + index] ?? '';
      return line.endsWith('…') ? found.startsWith(line.slice(0, -1)) : found === line;
    });
  const start = all.findIndex((_line, index) => isAt(index));
  if (start < 0) throw new Error(`the command does not write\n${before.join('\n')}\nbut\n${text}`);
  return [...all.slice(0, start), ...after, ...all.slice(start + before.length)].join('\n');
}

describe('what is left, by rule', () => {
  it.each(examples)('$name', ({ name, rule, diff }) => {
    const { output, leftovers, status } = migrateSource(readFileSync(join(FOLDER, `${name}.js`), 'utf8'));
    expect(status).toBe(rule === 'modules' ? 'refused' : 'left');
    expect(new Set(leftovers.map((leftover) => leftover.rule))).toEqual(new Set([rule]));
    const decided = migrateSource(applied(output, diff));
    expect(decided).toMatchObject({ status: 'done', leftovers: [] });
  });

  it('shows every example, and every rule', () => {
    expect(examples.map(({ name }) => `${name}.js`).sort()).toEqual(readdirSync(FOLDER).sort());
    const rules = readFileSync(join(__dirname, '../../src/migrate/leftover.ts'), 'utf8').matchAll(
      /^ {2}\| '(.+)'/gm,
    );
    const shown = new Set(examples.map(({ rule }) => rule));
    // A file that cannot be read, or is too long, has no leftover to decide.
    expect([...rules].map(([, rule]) => rule).filter((rule) => !shown.has(rule ?? ''))).toEqual([
      'size',
      'syntax',
    ]);
  });
});
