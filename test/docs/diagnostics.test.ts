import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { EVENT_IDS, events } from '../../src/testing/index';
import { readPage, rowsOf } from '../helpers/markdown';
import { testSources } from './sources';

const ROOT = join(__dirname, '..', '..');
const plain = (cell = '') => cell.replaceAll('`', '');
/** A code that is a word of English stands in many texts, so the tests have to quote it. */
const isWord = (code: string) => !code.includes('-');

/** The texts of a union in a file of src. */
function membersOf(path: string, name: string): string[] {
  const text = readFileSync(join(ROOT, path), 'utf8');
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.ESNext, true);
  const found = source.statements.find(
    (node): node is ts.TypeAliasDeclaration => ts.isTypeAliasDeclaration(node) && node.name.text === name,
  );
  const texts: string[] = [];
  found?.type.forEachChild((node) => {
    if (ts.isLiteralTypeNode(node) && ts.isStringLiteral(node.literal)) texts.push(node.literal.text);
  });
  return texts;
}

describe('docs/diagnostics.md', () => {
  const [, fromRun = '', fromSource = ''] = readPage('docs/diagnostics.md').split(/^## /m);

  it.each([
    [fromRun, 'src/runtime/types.ts', 'DiagnosticCode'],
    [fromSource, 'src/runtime/rules/types.ts', 'RuleName'],
  ])('has a row for each code, and for nothing else', (section, path, name) => {
    const codes = membersOf(path, name);
    expect(codes.length).toBeGreaterThan(9);
    expect(rowsOf(section).map(([code]) => plain(code))).toEqual(codes);
  });

  it.each(rowsOf(fromRun + fromSource).filter(([code]) => code?.startsWith('`')))(
    'a test finds %s',
    (code) => {
      expect(
        testSources().some(({ text }) =>
          text.includes(isWord(plain(code)) ? `'${plain(code)}'` : plain(code)),
        ),
      ).toBe(true);
    },
  );
});

describe('docs/events.md', () => {
  const rows = rowsOf(readPage('docs/events.md')).map(([name, id]) => [plain(name), plain(id)] as const);

  it('has a row for each event, and for nothing else', () => {
    expect(Object.fromEntries(rows)).toEqual(EVENT_IDS);
  });

  it('says which event has no builder', () => {
    expect(rows.map(([name]) => name).filter((name) => !(name in events))).toEqual(['botErrorHook']);
  });
});
