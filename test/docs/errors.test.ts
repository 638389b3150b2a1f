import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ErrorCodes } from '../../src/errors';

const ROOT = join(__dirname, '../..');
const [, codes = '', causes = ''] = readFileSync(join(ROOT, 'docs/errors.md'), 'utf8').split(/^## /m);

/** The rows of a table, without its head. */
function rowsOf(section: string): string[][] {
  const lines = section.split('\n').filter((line) => line.startsWith('| '));
  return lines.slice(2).map((line) => line.slice(2, -2).split(' | '));
}

const codesIn = (text: string) => [...text.matchAll(/`([^`]+)`/g)].map(([, code]) => code);
const sources = readdirSync(join(ROOT, 'src'), { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.ts'))
  .map((path) => ({ path, text: readFileSync(join(ROOT, 'src', path), 'utf8') }));

describe('docs/errors.md', () => {
  it('has a row for each of ErrorCodes, and for nothing else', () => {
    const known = Object.values(ErrorCodes).flatMap((area) => Object.values(area));
    expect(rowsOf(codes).map(([code = '']) => codesIn(code).join())).toEqual(known);
    expect(new Set(known).size).toBe(known.length);
  });

  it('says of each code when it comes and what to do', () => {
    for (const row of [...rowsOf(codes), ...rowsOf(causes)]) {
      expect(row).toHaveLength(3);
      for (const cell of row) expect(cell.trim()).toMatch(/^.{5,}$/);
    }
  });

  it('names every code that causes are given in src/', () => {
    const raised = sources.flatMap(({ text }) => [...text.matchAll(/\bcode: '(E[A-Z_]+)'/g)]);
    const named = rowsOf(causes).flatMap(([code = '']) => codesIn(code));
    expect(raised.length).toBeGreaterThan(3);
    expect(named).toEqual(expect.arrayContaining([...new Set(raised.map(([, code]) => code))]));
  });
});

describe('src/', () => {
  it.each(Object.entries(ErrorCodes))('raises every code of %s', (area, members) => {
    // The platform's own, and that of a store of one's own.
    const foreign: Record<string, string[]> = {
      Secret: ['NO_SA_TOKEN', 'AUTH_FAILED'],
      Handler: ['LOG_LIMIT_REACHED'],
    };
    const code = sources
      .map(({ text }) => text.replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, ''))
      .filter((text) => text.includes(`ErrorCodes.${area}`))
      .join('\n');
    const missing = Object.keys(members).filter(
      (name) => !foreign[area]?.includes(name) && !new RegExp(`\\b${name}\\b`).test(code),
    );
    expect(missing).toEqual([]);
  });

  it('throws plain errors only as causes of errors with a code', () => {
    const plain = sources
      .flatMap(({ path, text }) =>
        text.split('\n').flatMap((line) => (/throw new (Type|Range)?Error\(/.test(line) ? [path] : [])),
      )
      // The helper texts of `migrate` are code of users' functions, and the errors of the page stay in the browser.
      .filter((path) => !/^(http|migrate|page)\//.test(path));
    // Their callers turn these into errors with a code: see the functions' @throws.
    expect([...new Set(plain)].sort()).toEqual([
      'config/host-pattern.ts',
      'config/option-values.ts',
      'internal/node/foreign-files.ts',
    ]);
  });
});
