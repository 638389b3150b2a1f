// Puts small interfaces that belong together on one page. Interfaces belong together when an entry takes them from the same
// folder of src/, or from the same file of its own folder. Interfaces with methods keep pages of their own.
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';

/** Entries by the names of their folders in the reference. */
const ENTRIES = {
  index: 'index.ts',
  testing: 'testing/index.ts',
  host: 'host/index.ts',
  'functions-client': 'functions-client/index.ts',
};
const MIN_PAGES = 3;
const MAX_BYTES = 6_000;

/** @param root the repository; `api` the folder of the pages */
export function joinSmallPages(root, api) {
  const moved = new Map();
  const pages = new Map(
    Object.entries(ENTRIES).flatMap(([entry, source]) => {
      const subjects = subjectsOf(readFileSync(join(root, 'src', source), 'utf8'));
      return groupsOf(api, entry, subjects).map(([subject, names]) => {
        const target = `${entry}/${subject}.md`;
        for (const name of names)
          moved.set(`${entry}/interfaces/${name}.md`, `${target}#${name.toLowerCase()}`);
        return [target, { entry, subject, names }];
      });
    }),
  );
  for (const [target, { entry, subject, names }] of pages) {
    const sections = names.map((name) => {
      const path = `${entry}/interfaces/${name}.md`;
      const text = readFileSync(join(api, path), 'utf8');
      rmSync(join(api, path));
      return asSection(linksFrom(text, path, target, moved), name);
    });
    const head = `[API](../README.md) / [${entry}](README.md) / ${subject}\n\n# Types: ${subject}\n`;
    writeFileSync(join(api, target), `${head}\n${sections.join('\n\n')}\n`);
  }
  for (const path of readdirSync(api, { recursive: true }).map((name) => name.replaceAll('\\', '/'))) {
    if (!path.endsWith('.md') || pages.has(path)) continue;
    const text = readFileSync(join(api, path), 'utf8');
    writeFileSync(join(api, path), linksFrom(text, path, path, moved));
  }
}

/** The subject of each type that an entry exports: the folder that it comes from. */
function subjectsOf(source) {
  const statements = source.matchAll(/^export (?:type )?\{([^}]*)\} from '([^']+)'/gm);
  return new Map(
    [...statements].flatMap(([, names, from]) => {
      const [subject] = from.replace(/^(\.\.?\/)+/, '').split('/');
      return names.split(',').map((name) => [name.replace(/^\s*type /, '').trim(), subject]);
    }),
  );
}

/** The small interfaces of an entry by subject. */
function groupsOf(api, entry, subjects) {
  const groups = new Map();
  for (const file of readdirSync(join(api, entry, 'interfaces'))) {
    const name = file.replace(/\.md$/, '');
    const text = readFileSync(join(api, entry, 'interfaces', file), 'utf8');
    const subject = subjects.get(name);
    if (subject === undefined || text.length > MAX_BYTES || /^#+ (Methods|Call Signature)$/m.test(text))
      continue;
    groups.set(subject, [...(groups.get(subject) ?? []), name]);
  }
  return [...groups].filter(([, names]) => names.length >= MIN_PAGES);
}

/** A page as a section of another page. */
function asSection(text, name) {
  const body = text.slice(text.indexOf('\n# ') + 1).replace(/^# .*$/m, `# ${name}`);
  return body.replace(/^#/gm, '##').trim();
}

/** Makes the links of a page lead from another place to where their targets are now. */
function linksFrom(text, from, to, moved) {
  return text.replace(/\]\(([^)#\s:]*\.md)(#[^)\s]*)?\)/g, (_link, path, anchor = '') => {
    const target = posix.join(posix.dirname(from), path);
    const place = moved.get(target) ?? `${target}${anchor}`;
    const [file, hash] = place.split('#');
    const shown = file === to && hash ? '' : posix.relative(dirname(to), file);
    return `](${shown}${hash ? `#${hash}` : ''})`;
  });
}
