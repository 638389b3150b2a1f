import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

interface Entry {
  integrity?: string;
  link?: boolean;
}

const file = join(__dirname, '..', '..', 'package-lock.json');

it('the lockfile has a checksum for every package, of other platforms too, and names no registry', () => {
  const { packages } = JSON.parse(readFileSync(file, 'utf8')) as { packages: Record<string, Entry> };
  const entries = Object.entries(packages).filter(([name, { link }]) => name !== '' && !link);
  expect(entries.length).toBeGreaterThan(300);
  const without = entries
    .filter(([, { integrity }]) => !/^sha512-/.test(integrity ?? ''))
    .map(([name]) => name);
  expect(without).toEqual([]);
  expect(JSON.stringify(packages)).not.toContain('"resolved"');
});
