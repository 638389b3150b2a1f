import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { EXPLAINED } from './differential/explained';

const readme = readFileSync(join(__dirname, '..', 'README.md'), 'utf8');

describe('README', () => {
  it('lists exactly the differences that the differential tests explain', () => {
    const rows = Object.entries(EXPLAINED).map(([id, sentence]) => `| \`${id}\` | ${sentence} |`);
    const [, table = ''] =
      /<!-- differences:start -->\n([\s\S]*?)<!-- differences:end -->/.exec(readme) ?? [];
    expect(table.trim().split('\n').slice(2)).toEqual(rows);
  });

  it('opens with the two commands, and a lambda of ten lines', () => {
    const [, commands = ''] = /```sh\n([\s\S]*?)```/.exec(readme) ?? [];
    expect(commands).toMatch(/^npm ci && npm run quickstart\b.*\nnpm ci && npm test\b.*\n$/);
    const [, lambda = ''] = /```js\n([\s\S]*?)```/.exec(readme) ?? [];
    expect(lambda.trim().split('\n')).toHaveLength(10);
  });
});
