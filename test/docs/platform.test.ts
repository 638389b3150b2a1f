import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { pages, readPage } from '../helpers/markdown';

const ROOT = join(__dirname, '../..');
const FOLDERS = ['src', 'test', 'bench', 'scripts', 'examples'];
/** The samples of LivePerson's documentation, which go by numbers; and this file, which plants mistakes. */
const LEFT_OUT = /^test\/(seeds|fixtures\/seeds)\/|^test\/docs\/platform\.test\.ts$/;

interface Text {
  name: string;
  /** Without the breaks of lines, and what comments put there: a reference may be broken over two lines. */
  prose: string;
}

function toText(name: string, content: string): Text {
  return { name, prose: content.replace(/\s*\n\s*(?:\/\/|\*(?!\/))?\s*/g, ' ') };
}

let read: Text[] | undefined;

function texts(): Text[] {
  read ??= readTexts();
  return read;
}

function readTexts(): Text[] {
  const sources = FOLDERS.flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
      .map((name) => `${folder}/${name.replaceAll('\\', '/')}`)
      .filter((name) => /\.([mc]?[jt]s|md)$/.test(name) && !/\/node_modules\//.test(name)),
  );
  return [...sources, ...pages()]
    .filter((name) => !LEFT_OUT.test(name))
    .map((name) => toText(name, readFileSync(join(ROOT, name), 'utf8')));
}

interface Reference {
  name: string;
  page: string;
  section: string;
}

/** References such as `docs/platform.md, "Rate limit"`, which may name several sections of a page. */
function referencesIn({ name, prose }: Text): Reference[] {
  return [...prose.matchAll(/\b(docs\/[\w-]+\.md),((?: "[^"]+",?)+)/g)].flatMap(
    ([, page = '', sections = '']) =>
      [...sections.matchAll(/"([^"]+)"/g)].map(([, section = '']) => ({ name, page, section })),
  );
}

const headings = new Map<string, string[]>();

function headingsOf(page: string): string[] {
  const known =
    headings.get(page) ?? [...readPage(page).matchAll(/^#+ (.*)$/gm)].map(([, title = '']) => title);
  headings.set(page, known);
  return known;
}

function isBroken({ page, section }: Reference): boolean {
  return !existsSync(join(ROOT, page)) || !headingsOf(page).includes(section);
}

/** Citations of documents that are not in the repository. */
function citationsIn({ name, prose }: Text): string[] {
  const forms = [
    /\bfacts §\d/gi,
    /\bseeds? 00\d/gi,
    /\bdecisions,? "/gi,
    /\bdecisions, [A-Z]/g,
    /(?:\(|\bsee )usage \d/gi,
    /\buser-needs \d/gi,
  ];
  return forms.flatMap((form) => [...prose.matchAll(form)].map(([found]) => `${name}: ${found}`));
}

describe('references to sections of pages', () => {
  it('lead to pages and sections that there are', () => {
    const references = texts().flatMap(referencesIn);
    expect(references.length).toBeGreaterThan(100);
    expect(references.filter(isBroken)).toEqual([]);
  });

  it('are missed when the page or the section is not there', () => {
    const planted = toText(
      'src/x.ts',
      [
        '/** Right (docs/platform.md, "Rate limit"); wrong (docs/platform.md, "Rate limits"). */',
        ' * Broken over lines (docs/platform.md, "Rate limit", "Service',
        ' * discoveries"), and no such page (docs/platforms.md, "Proxy").',
      ].join('\n'),
    );
    const references = referencesIn(planted);
    expect(references).toHaveLength(5);
    expect(references.filter(isBroken).map(({ page, section }) => `${page} ${section}`)).toEqual([
      'docs/platform.md Rate limits',
      'docs/platform.md Service discoveries',
      'docs/platforms.md Proxy',
    ]);
  });
});

describe('documents that are not in the repository', () => {
  it('are cited nowhere', () => {
    expect(texts().flatMap(citationsIn)).toEqual([]);
  });

  it('are noticed when they are cited', () => {
    const citations = [
      '(facts §5.2)',
      'Facts §5.6.',
      '(seed 003)',
      '(decisions, HTTPClient)',
      '(decisions "Rate limit")',
      '(usage 32)',
      '(user-needs 8.1)',
      '(facts\n * §4.2)',
    ];
    for (const citation of citations)
      expect(citationsIn(toText('src/x.ts', citation)), citation).toHaveLength(1);
    const plain =
      'The facts. These decisions, and their usage. test/seeds, a seed for 20 runs, RFC 5849 §3.4';
    expect(citationsIn(toText('src/x.ts', plain))).toEqual([]);
  });
});

describe('docs/platform.md', () => {
  const titles = headingsOf('docs/platform.md');

  it('has one section of each title, so that a reference is never in doubt', () => {
    expect(titles.length).toBeGreaterThan(30);
    expect(new Set(titles).size).toBe(titles.length);
  });

  it('names the sources of every section', () => {
    const sections = readPage('docs/platform.md').split(/^#+ /m).slice(3);
    const without = sections
      .filter((text) => !/^Sources: /m.test(text))
      .map((text) => text.split('\n', 1)[0]);
    expect(without).toEqual([]);
  });

  it('sends readers only to sections that there are', () => {
    const named = [...readPage('docs/platform.md').matchAll(/(?:[Ss]ee|\bis|in|for) "([A-Z][^"]+)"/g)];
    expect(named.length).toBeGreaterThan(5);
    expect(named.map(([, title = '']) => title).filter((title) => !titles.includes(title))).toEqual([]);
  });
});
