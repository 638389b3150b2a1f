import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readPage, rowsOf } from '../helpers/markdown';

const ROOT = join(__dirname, '../..');
const [, points = '', differences = ''] = readPage('docs/compatibility.md').split(/^## /m);
const rows = rowsOf(points);

describe('docs/compatibility.md', () => {
  it('says in each row what the three do, and which tests show it', () => {
    expect(rows.length).toBeGreaterThan(25);
    for (const row of rows) {
      expect(row).toHaveLength(5);
      for (const cell of row) expect(cell).toMatch(/\S/);
    }
  });

  /** Rows whose test has other words for it. */
  const WORDS: Record<string, string> = {
    '**HTTPClient**': 'differential',
    '`httpClient.get`, `.post`, …': 'get post',
    'A status outside 2xx': 'status 404',
    'A POST that is redirected': 'post redirect 302',
    'A broken settings file': 'settings refuses',
  };

  it.each(rows.map(([point = '', , , , path = '']) => [point, path.replaceAll('`', '')]))(
    '%s: %s is about it',
    (point, path) => {
      const text = readFileSync(join(ROOT, path), 'utf8').toLowerCase();
      const code = [...point.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name).join(' ');
      const words = (WORDS[point] ?? (code || point)).toLowerCase().match(/[a-z\d]{2,}/g) ?? [];
      expect(words).not.toEqual([]);
      expect(words.filter((word) => !text.includes(word.replace(/s$/, '')))).toEqual([]);
    },
  );

  it.each([...new Set(rows.map(([, , , , path = '']) => path.replaceAll('`', '')))])('%s asserts', (path) => {
    expect(existsSync(join(ROOT, path))).toBe(true);
    expect(readFileSync(join(ROOT, path), 'utf8')).toMatch(/\b(expect|differential|describeContract)\(/);
  });

  it('lists what differs from the platform, jsforce, the functions client and the mock', () => {
    const against = new Set(rowsOf(differences).map(([name]) => name));
    expect([...against]).toEqual(['the platform', 'jsforce', 'functions-client 2.x', 'the local mock']);
  });
});
