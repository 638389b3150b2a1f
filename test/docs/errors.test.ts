import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ErrorCodes } from '../../src/errors';
import { pages, readPage } from '../helpers/markdown';
import { sourcesIn, testSources } from './sources';

const ROOT = join(__dirname, '../..');
const [, codes = '', causes = '', , names = ''] = readFileSync(join(ROOT, 'docs/errors.md'), 'utf8').split(
  /^## /m,
);

/** The rows of a table, without its head. */
function rowsOf(section: string): string[][] {
  const lines = section.split('\n').filter((line) => line.startsWith('| '));
  return lines.slice(2).map((line) => line.slice(2, -2).split(' | '));
}

const codesIn = (text: string) => [...text.matchAll(/`([^`]+)`/g)].map(([, code]) => code);
const sources = sourcesIn('src').map(({ path, text }) => ({ path: path.replace(/^src\//, ''), text }));

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

describe('the pages', () => {
  const known = new Set<string>(Object.values(ErrorCodes).flatMap((area) => Object.values(area)));
  /** LivePerson's own codes, which this library passes on, and the beginnings of codes. */
  const FOREIGN = /^com\.liveperson\.faas\.(es|evg|fm)\.|\.$/;

  it.each(pages())('%s names no code and no member of ErrorCodes that is gone', (page) => {
    const text = readPage(page);
    const named = [...text.matchAll(/\bcom\.(?:liveperson|customer)\.[\w.-]*[\w.]/g)].map(([code]) => code);
    expect(named.filter((code) => !known.has(code) && !FOREIGN.test(code))).toEqual([]);
    const members = [...text.matchAll(/\bErrorCodes\.(\w+)(?:\.(\w+))?/g)];
    const areas = ErrorCodes as Record<string, Record<string, string>>;
    const gone = members.filter(
      ([, area = '', member]) =>
        !(area in areas) || (member !== undefined && !(member in (areas[area] ?? {}))),
    );
    expect(gone.map(([text]) => text)).toEqual([]);
  });
});

describe('the tests', () => {
  const texts = testSources().map(({ text }) => text);
  const isShown = (code: string) => texts.some((text) => text.includes(code));

  it.each(
    Object.entries(ErrorCodes).flatMap(([area, members]) =>
      Object.entries(members).map(([name, code]) => [`${area}.${name}`, code] as const),
    ),
  )('produce %s', (name, code) => {
    const [area, member = ''] = name.split('.');
    const isDestructured = (text: string) =>
      new RegExp(`ErrorCodes\\.${area}\\b`).test(text) && new RegExp(`\\b${member}\\b`).test(text);
    const [row] = rowsOf(codes).filter(([cell = '']) => codesIn(cell).includes(code));
    const isForeign = row?.some((cell) => cell.includes('Not raised by this library'));
    expect(isForeign || isShown(code) || texts.some(isDestructured)).toBe(true);
  });

  it.each(rowsOf(causes).flatMap(([code = '']) => codesIn(code)))('produce the cause %s', (code = '') => {
    expect(isShown(code.replace('…', ''))).toBe(true);
  });

  it.each(rowsOf(names).flatMap(([name = '']) => codesIn(name)))(
    'produce %s, which src/ raises',
    (name = '') => {
      expect(isShown(name)).toBe(true);
      expect(sources.some(({ text }) => text.includes(`'${name}'`))).toBe(true);
    },
  );
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
