import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { linksOf, pages } from '../helpers/markdown';
import { GUIDES, runGuide } from './guide-runner';

const ROOT = join(__dirname, '..', '..');

describe('the guides', { timeout: 120_000 }, () => {
  it.each(Object.keys(GUIDES))('%s does what it says', runGuide);
});

describe('docs/README.md', () => {
  const targets = linksOf('docs/README.md').map(({ target }) => target);

  it('names every page', () => {
    const known = ['README.md', 'docs/README.md', ...targets];
    expect(pages().filter((page) => !known.includes(page))).toEqual([]);
    expect(targets).toContain('docs/api/README.md');
  });

  it('and the guides name every example', () => {
    const linked = pages().flatMap((page) => linksOf(page).map(({ target }) => target));
    const examples = readdirSync(join(ROOT, 'examples'), { withFileTypes: true });
    for (const { name } of examples) {
      expect(
        linked.some((target) => target.startsWith(`examples/${name}`)),
        name,
      ).toBe(true);
    }
  });
});
