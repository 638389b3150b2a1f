import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readPage, rowsOf } from '../helpers/markdown';

const ROOT = join(__dirname, '../..');
type Versions = Record<string, string>;
const manifest = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as Record<string, Versions>;
const page = readPage('docs/dependencies.md');
const sections = page.split(/^## /m).slice(1);

/** Names in the first column of a section's table, without versions. */
function named(title: string): string[] {
  const section = sections.find((text) => text.startsWith(title)) ?? '';
  return rowsOf(section).flatMap(([cell = '']) => cell.match(/@?[a-z][\w./-]*[a-z\d]/g) ?? []);
}

describe('docs/dependencies.md', () => {
  it.each([
    ['dependencies', ['Installed with the library']],
    ['optionalDependencies', ['Installed unless left out']],
    ['peerDependencies', ['Brought by users']],
    ['devDependencies', ['For development only', 'Bundled', 'Brought by users']],
  ])('has each of %s', (kind, titles) => {
    const rows = titles.flatMap(named);
    const names = Object.keys(manifest[kind] ?? {});
    expect(names.length).toBeGreaterThan(0);
    expect(names.filter((name) => !rows.includes(name))).toEqual([]);
  });

  it('has no row for what is installed no more', () => {
    const known = Object.keys({
      ...manifest.dependencies,
      ...manifest.optionalDependencies,
      ...manifest.peerDependencies,
      ...manifest.devDependencies,
    });
    const rows = ['Installed with', 'Installed unless', 'For development', 'Bundled'].map((title) =>
      rowsOf(sections.find((text) => text.startsWith(title)) ?? ''),
    );
    for (const [cell = ''] of rows.flat()) {
      const names = cell.match(/@?[a-z][\w./-]*[a-z\d]/g) ?? [];
      expect(
        names.some((name) => known.includes(name)),
        cell,
      ).toBe(true);
    }
  });

  it('names files of src/ and scripts/ that load what they are said to load', () => {
    for (const line of page.split('\n').filter((text) => text.startsWith('| '))) {
      for (const [, path = ''] of line.matchAll(/`((?:src|scripts)\/[\w/-]+\.\w+)`/g)) {
        const [, cell = ''] = /^\| (\S+)/.exec(line) ?? [];
        expect(readFileSync(join(ROOT, path), 'utf8'), path).toContain(cell);
      }
    }
  });
});
