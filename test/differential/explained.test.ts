import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { readPage } from '../helpers/markdown';
import { EXPLAINED } from './explained';

const sources = readdirSync(__dirname)
  .filter((file) => file.endsWith('.ts') && !file.startsWith('explained'))
  .map((file) => readFileSync(join(__dirname, file), 'utf8'))
  .join('\n');

it.each(Object.keys(EXPLAINED))('%s is used by a case', (id) => {
  expect(sources).toContain(`'${id}'`);
});

it.each(Object.entries(EXPLAINED))('%s is one line that a table can hold', (_, sentence) => {
  expect(sentence).toMatch(/^[^|\n]+\.$/);
});

it('docs/http-client.md lists exactly these', () => {
  const rows = Object.entries(EXPLAINED).map(([id, sentence]) => `| \`${id}\` | ${sentence} |`);
  const [, table = ''] =
    /<!-- differences:start -->\n([\s\S]*?)<!-- differences:end -->/.exec(readPage('docs/http-client.md')) ??
    [];
  expect(table.trim().split('\n').slice(2)).toEqual(rows);
});
