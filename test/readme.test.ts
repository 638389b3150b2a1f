import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import nock from 'nock';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { TREATMENTS, tidyUp } from './docs/blocks';
import { GUIDES } from './docs/guide-runner';
import { type Block, blocksOf, pages } from './helpers/markdown';

const ROOT = join(__dirname, '..');
const readme = readFileSync(join(ROOT, 'README.md'), 'utf8');

describe('README', () => {
  it('has at most 200 lines, and begins with one sentence', () => {
    expect(readme.trimEnd().split('\n').length).toBeLessThanOrEqual(200);
    const [title, sentence = ''] = readme.split('\n\n');
    expect(title).toBe('# lp-faas-toolbelt');
    expect(sentence.match(/\.(\s|$)/g)).toHaveLength(1);
  });

  it('begins with a lambda of ten lines, and has the two commands that set up a clone', () => {
    const [, lambda = ''] = /```js\n([\s\S]*?)```/.exec(readme) ?? [];
    expect(lambda.trim().split('\n')).toHaveLength(10);
    expect(readme).toMatch(/```sh\nnpm ci && npm run quickstart\b.*\nnpm ci && npm test\b.*\n```/);
  });
});

/** Languages whose blocks can be run. */
const RUNNABLE = ['js', 'javascript', 'ts', 'typescript', 'mjs', 'cjs', 'sh', 'bash', 'shell', 'json', ''];
const blocks = pages()
  .flatMap((page) => blocksOf(page))
  .filter(({ language, notRun }) => RUNNABLE.includes(language) && notRun === undefined);
const of = (page: string) => blocks.filter((block) => block.page === page);

/** What is wrong with what is said of a page's blocks. */
function gaps(page: string, found: readonly Block[]): string[] {
  if (Object.hasOwn(GUIDES, page)) return []; // test/docs/guides.test.ts runs them.
  const treatments = TREATMENTS[page] ?? [];
  const unknown = found
    .filter((block, index) => !block.code.startsWith(treatments[index]?.[0] ?? '\0'))
    .map(
      ({ line }) =>
        `${page}:${line}: nobody runs this block: see test/docs/blocks.ts, or put <!-- not run: reason --> before it`,
    );
  const gone = treatments
    .slice(found.length)
    .map(([start]) => `${page} has no block ${JSON.stringify(start)}`);
  return [...unknown, ...gone];
}

describe('the blocks of the pages', () => {
  beforeAll(() => nock.disableNetConnect());
  afterEach(tidyUp);
  afterAll(() => nock.enableNetConnect());

  it('are run each, or say why not', () => {
    const all = [...new Set([...pages(), ...Object.keys(TREATMENTS)])];
    expect(all.flatMap((page) => gaps(page, of(page)))).toEqual([]);
    const reasons = pages()
      .flatMap((page) => blocksOf(page))
      .flatMap(({ notRun }) => notRun ?? []);
    for (const reason of reasons) expect(reason).toMatch(/\w.{19,}/);
  });

  it('are missed when nobody runs them', () => {
    const block = { page: 'README.md', language: 'js', code: 'new();\n', line: 7, notRun: undefined };
    expect(gaps('docs/new.md', [block])).toEqual([expect.stringMatching(/^docs\/new.md:7: nobody runs/)]);
    expect(gaps('CONTRIBUTING.md', of('CONTRIBUTING.md').slice(1))).toHaveLength(2);
    const [marked] = blocksOf('x.md', '<!-- not run: it needs an account of LivePerson -->\n```js\nx\n```\n');
    expect(marked).toMatchObject({ code: 'x\n', notRun: 'it needs an account of LivePerson' });
  });

  for (const [page, treatments] of Object.entries(TREATMENTS)) {
    for (const [index, [start, treatment]] of treatments.entries()) {
      const name = `${page}, block ${index + 1}: ${start.split('\n')[0]}`;
      if (typeof treatment === 'function') it(name, () => treatment(of(page)[index]?.code ?? ''));
      else if ('testedBy' in treatment)
        // The other test finds the block by its start, or compares with it.
        it(`${name} (${treatment.testedBy})`, () =>
          expect(readFileSync(join(ROOT, treatment.testedBy), 'utf8')).toContain(start.replace('\n', '\\n')));
    }
  }
});
