import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const ROOT = join(__dirname, '../..');
const page = readFileSync(join(ROOT, 'SECURITY.md'), 'utf8');
const { scripts, engines, imports } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
const rows = page.split('\n').filter((line) => /^\| (?!---|Attack \||Party \||What grows \|)/.test(line));
const named = [...page.matchAll(/`(test\/[^`]+)`/g)].map(([, path = '']) => path);
const own = readdirSync(__dirname).filter(
  (name) => name.endsWith('.test.ts') && name !== 'security-page.test.ts',
);

describe('SECURITY.md', () => {
  it('names files that exist', () => {
    expect(named.length).toBeGreaterThan(5);
    expect(named.filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
  });

  it.each(own)('names %s', (name) => {
    expect(named).toContain(`test/security/${name}`);
  });

  it.each(rows)('says what happens, and shows it: %s', (row) => {
    const cells = row.slice(2, -2).split(' | ');
    expect([3, 4]).toContain(cells.length);
    for (const cell of cells) expect(cell.trim().length).toBeGreaterThan(2);
    expect(cells.at(-1)).toMatch(/^(`test\/[\w/-]+\.test\.ts`(, )?)+$/);
  });

  it('is right about the package', () => {
    for (const name of ['preinstall', 'install', 'postinstall']) expect(scripts).not.toHaveProperty(name);
    expect(engines.node).toBe('>=20.19');
    expect(page).toContain('Node 20.19 and later');
    for (const name of Object.keys(imports)) expect(page).toContain(name.slice(1));
  });
});
