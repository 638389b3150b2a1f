import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';

const ROOT = join(__dirname, '..', '..');

/** A fenced block of a page. */
export interface Block {
  page: string;
  language: string;
  code: string;
  line: number;
  /** Text of `<!-- not run: … -->` on the line before it. */
  notRun: string | undefined;
}

/** The pages that are written by hand, by their paths from the root. */
export function pages(): string[] {
  const docs = ['docs', 'docs/guides'].flatMap((folder) =>
    readdirSync(join(ROOT, folder)).flatMap((name) => (name.endsWith('.md') ? [`${folder}/${name}`] : [])),
  );
  const top = ['README.md', 'CONTRIBUTING.md', 'SECURITY.md', 'CHANGELOG.md'];
  return [...top.filter((name) => existsSync(join(ROOT, name))), ...docs];
}

export function readPage(page: string): string {
  return readFileSync(join(ROOT, page), 'utf8');
}

/** The fenced blocks of a page, in order. */
export function blocksOf(page: string, text = readPage(page)): Block[] {
  const found = text.matchAll(/(?:^<!-- not run: (.*) -->\n)?^```(\w*)\n([\s\S]*?)^```$/gm);
  return [...found].map((match) => ({
    page,
    language: match[2] ?? '',
    code: match[3] ?? '',
    line: text.slice(0, match.index).split('\n').length,
    notRun: match[1],
  }));
}

/** The first block of a page in a language that begins with `start`. */
export function blockOf(page: string, start: string): string {
  const block = blocksOf(page).find(({ code }) => code.startsWith(start));
  if (!block) throw new Error(`${page} has no block that begins with ${JSON.stringify(start)}`);
  return block.code;
}

/** The rows of a table below its head, cell by cell, from a piece of Markdown that begins with the head or before it. */
export function rowsOf(markdown: string): string[][] {
  const lines = markdown.split('\n').filter((line) => line.startsWith('|'));
  return lines.slice(2).map((line) =>
    line
      .replace(/^\|\s?|\s?\|$/g, '')
      .split(/\s?\|\s?/)
      .map((cell) => cell.trim()),
  );
}

/** The relative links of a page, from the root; code is left out. */
export function linksOf(
  page: string,
  text = readPage(page),
): { target: string; anchor: string | undefined }[] {
  const prose = text.replace(/^```[\s\S]*?^```$/gm, '').replace(/`[^`\n]*`/g, 'code');
  return [...prose.matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, link = '']) => link)
    .filter((link) => !/^[a-z]+:/.test(link))
    .map((link) => {
      const [path = '', anchor] = link.split('#');
      return { target: path === '' ? page : posix.join(dirname(page), path), anchor };
    });
}

/** The anchors of a page's headings, as they are made in repositories. */
export function anchorsOf(page: string): string[] {
  const prose = readPage(page).replace(/^```[\s\S]*?^```$/gm, '');
  return [...prose.matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
}
