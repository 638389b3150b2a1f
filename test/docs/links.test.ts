import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { anchorsOf, linksOf, pages } from '../helpers/markdown';

const ROOT = join(__dirname, '../..');

describe('the pages', () => {
  it.each(pages())('%s links to what there is', (page) => {
    const broken = linksOf(page).filter(({ target, anchor }) => {
      if (!existsSync(join(ROOT, target))) return true;
      return anchor !== undefined && target.endsWith('.md') && !anchorsOf(target).includes(anchor);
    });
    expect(broken).toEqual([]);
  });

  it('name no registry and no other place to download from', () => {
    const hosts = /\b(registry\.|npmjs\.|yarnpkg\.|unpkg\.|jsdelivr\.|codeload\.)/;
    const files = readdirSync(join(ROOT, 'docs'), { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.(md|json|svg)$/.test(name))
      .map((name) => join('docs', name));
    const named = [...pages(), ...files].filter((name) => hosts.test(readFileSync(join(ROOT, name), 'utf8')));
    expect(named).toEqual([]);
  });
});

describe('docs/api', () => {
  const api = readdirSync(join(ROOT, 'docs/api'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/api/${name.replaceAll('\\', '/')}`);

  it('has a page for each entry point and leads nowhere that is not there', () => {
    expect(api).toEqual(
      expect.arrayContaining(
        ['index', 'errors', 'testing', 'functions-client'].map((name) => `docs/api/${name}/README.md`),
      ),
    );
    const broken = api.flatMap((page) =>
      linksOf(page).filter(({ target }) => !existsSync(join(ROOT, target))),
    );
    expect(broken).toEqual([]);
  });

  it('is the same wherever it is made', () => {
    for (const page of api) {
      const text = readFileSync(join(ROOT, page), 'utf8');
      expect(text, page).not.toMatch(/\b20\d\d-\d\d-\d\dT|\bblob\/[0-9a-f]{7}|Defined in/);
    }
  });
});
