import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { linksOf } from '../helpers/markdown';
import { type PackedCopy, packedCopy, ROOT, runNode, tool } from './pack';

// 26 kB of it are got's parts for HTTP/2, caches and decompression: got is bundled whole, because it is unpatched. The
// documents are a quarter: the links of the README lead to them. The comments of the sources count twice, in the declarations
// and in the source maps, which only the code that runs in lambdas has.
const MAX_PACKED_BYTES = 1_200_000;
/** Of a production install without jsforce, as bench/size.bench.mjs measures it. The test measures the locked versions. */
const MAX_INSTALLED_BYTES = 12 * 2 ** 20;
/** What scripts/vendor.mjs bundles. */
const BUNDLED = ['acorn-walk', 'diff', 'got', 'jsonc-parser', 'magic-string', 'p-map', 'qs', 'zod'];
const ALLOWED_FILES = [
  /^dist\/page\/(page\.(js|css)|index\.html|icon\.svg|THIRD-PARTY-NOTICES)$/,
  /^dist\/.+\.(js|js\.map|d\.ts)$/,
  /^vendor\/[a-z-]+\.cjs$/,
  /^vendor\/THIRD-PARTY-NOTICES$/,
  /^docs\/.+\.(md|png|svg)$/,
  /^examples\/[\w./-]+\.(js|cjs|mjs|json|yaml)$/,
  /^examples\/container\/(Dockerfile|\.dockerignore)$/,
  /^((README|CHANGELOG|CONTRIBUTING|SECURITY)\.md|LICENSE|package\.json)$/,
];

let copy: PackedCopy;
beforeAll(async () => {
  copy = await packedCopy();
});
afterAll(() => copy?.remove());

describe('the files', () => {
  it('are those that users need, and no others', () => {
    expect(copy.files.filter((file) => !ALLOWED_FILES.some((allowed) => allowed.test(file)))).toEqual([]);
    const own = copy.files.filter((file) => !file.startsWith('examples/'));
    expect(own.filter((file) => /(^|\/)(tests?\/|testdata|\.env)|\.(test|bench)\./.test(file))).toEqual([]);
  });

  it.each(['README.md', 'CHANGELOG.md', 'LICENSE', 'vendor/THIRD-PARTY-NOTICES'])('include %s', (file) => {
    expect(copy.files).toContain(file);
  });

  it('include whatever the manifest points at', () => {
    const targets = JSON.stringify(copy.manifest).match(/"\.\/(dist|vendor)\/[^"]+"/g) ?? [];
    expect(targets.length).toBeGreaterThan(5);
    for (const target of targets) expect(copy.files).toContain(JSON.parse(target).slice(2));
  });

  it('have what the links of the pages lead to', () => {
    const pages = copy.files.filter((file) => file.endsWith('.md'));
    expect(pages).toEqual(expect.arrayContaining(['README.md', 'docs/README.md']));
    const dead = pages.flatMap((page) =>
      linksOf(page, copy.read(page)).flatMap(({ target }) =>
        copy.files.some((file) => file === target || file.startsWith(`${target}/`))
          ? []
          : [`${page}: ${target}`],
      ),
    );
    expect(dead).toEqual([]);
  });

  it('stay small', () => {
    expect(copy.packedBytes).toBeLessThan(MAX_PACKED_BYTES);
  });

  it('stay small with all that is installed with them, without jsforce', () => {
    const names = withDependencies(Object.keys(copy.manifest.dependencies as object));
    expect(names).toEqual(expect.arrayContaining(['undici', 'tldts']));
    const installed = names.map((name) => join(ROOT, 'node_modules', name));
    const bytes = [copy.folder, ...installed].map(bytesOf).reduce((sum, each) => sum + each);
    expect(bytes).toBeLessThan(MAX_INSTALLED_BYTES);
  });

  it('leave nothing behind of a source that is gone', () => {
    const declarations = copy.files.filter((file) => /^dist\/.*\.d\.ts$/.test(file));
    const maps = copy.files.filter((file) => /^dist\/(?!page\/).*\.js\.map$/.test(file));
    const sources = [
      ...declarations.map((file) => join(ROOT, file.replace(/^dist/, 'src').replace(/\.d\.ts$/, '.ts'))),
      ...maps.flatMap((map) => {
        const { sources: names } = JSON.parse(copy.read(map)) as { sources: string[] };
        return names.map((name) => join(ROOT, dirname(map), name));
      }),
    ];
    expect(sources.length).toBeGreaterThan(300);
    expect(sources.filter((file) => !existsSync(file))).toEqual([]);
  });
});

describe('the manifest', () => {
  it('runs no script on the machine of whoever installs it', () => {
    const scripts = Object.keys((copy.manifest.scripts ?? {}) as object);
    const atInstall = ['preinstall', 'install', 'postinstall', 'preprepare', 'prepare', 'postprepare'];
    expect(scripts.filter((name) => atInstall.includes(name))).toEqual([]);
  });

  it('declares each package that dist/ requires, and no other', () => {
    const required = new Set<string>();
    for (const file of copy.files.filter((name) => /^dist\/.*\.js$/.test(name))) {
      for (const [, name = ''] of copy
        .read(file)
        .matchAll(/\b(?:require|import)\(["']([^."'#][^"']*)["']\)/g)) {
        // The command line writes files that require this package, and Jest itself brings @jest/globals into its tests.
        if (!name.startsWith('node:') && name !== copy.manifest.name && name !== '@jest/globals')
          required.add(name.split('/')[0] ?? name);
      }
    }
    // Jest itself answers for this one, in its sandbox.
    required.delete('@jest');
    const { dependencies, optionalDependencies, peerDependencies } = copy.manifest as Record<string, object>;
    // These are looked up in the project of the user, or start what this package makes.
    required.add('@google-cloud/functions-framework');
    for (const name of ['@swc/wasm-typescript', 'rolldown']) {
      expect(copy.files.some((file) => file.endsWith('.js') && copy.read(file).includes(`"${name}"`))).toBe(
        true,
      );
      required.add(name);
    }
    const declared = { ...dependencies, ...optionalDependencies, ...peerDependencies };
    expect([...required].sort()).toEqual(Object.keys(declared).sort());
  });
});

describe('the declarations', () => {
  // attw stays green when types of another package leak into ours; a user without that package would not.
  it('name no third-party type', () => {
    const leaks: string[] = [];
    for (const file of copy.files.filter((name) => name.endsWith('.d.ts'))) {
      const text = copy.read(file);
      const targets = [
        ...text.matchAll(/\bfrom\s+["']([^"']+)["']/g),
        // The comments show users how to load other packages.
        ...text.replace(/\/\*.*?\*\//gs, '').matchAll(/\b(?:import|require)\(\s*["']([^"']+)["']/g),
        ...text.matchAll(/^\s*import\s+["']([^"']+)["']/gm),
        ...text.matchAll(/<reference\s+(?:types|path|lib)=["']([^"']+)["']/g),
        ...text.matchAll(/^\s*declare module ["']([^"']+)["']/gm),
      ];
      for (const [, target = ''] of targets)
        if (!/^(\.\.?(\/|$)|node:)/.test(target)) leaks.push(`${file}: ${target}`);
    }
    expect(leaks).toEqual([]);
  });
});

describe('vendor/THIRD-PARTY-NOTICES', () => {
  it('has a licence text for every package that it names, those that are bundled among them', () => {
    const entries = noticeEntries();
    expect([...entries.keys()]).toEqual(expect.arrayContaining([...BUNDLED, '@jridgewell/sourcemap-codec']));
    for (const [name, text] of entries) expect(text, name).toMatch(/Permission is|Redistribution and use/);
  });

  // Found in the bundles themselves: scripts/vendor.mjs asks the bundler, which could be asked wrongly.
  // Bundling moves and shortens code; the long texts in it, such as error messages, stay.
  it('names every package that left a text in a bundle', () => {
    const bundles = copy.files
      .filter((name) => name.endsWith('.cjs'))
      .map(copy.read)
      .join('\n');
    const found = new Map<string, string[]>();
    // acorn-walk needs acorn only for its types, and has the names of its nodes.
    for (const name of withDependencies(BUNDLED.filter((bundled) => bundled !== 'acorn-walk'))) {
      found.set(
        name,
        textsOf(name).filter((text) => bundles.includes(text)),
      );
    }
    for (const name of ['got', 'zod', 'form-data-encoder', 'p-cancelable'])
      expect(found.get(name), name).not.toEqual([]);
    const named = noticeEntries();
    const known = new Set([...found].flatMap(([name, texts]) => (named.has(name) ? texts : [])));
    const unnamed = [...found].filter(
      ([name, texts]) => !named.has(name) && texts.some((text) => !known.has(text)),
    );
    expect(unnamed).toEqual([]);
  });

  function noticeEntries(): Map<string, string> {
    const entries = copy.read('vendor/THIRD-PARTY-NOTICES').split(/^-{20,}$/m);
    const head = /^\s*(\S+) \d+\.\d+\.\d+ \([^)]+\)\n/;
    return new Map(entries.slice(1).map((entry) => [head.exec(entry)?.[1] ?? `no name: ${entry}`, entry]));
  }
});

describe('the checkers', { timeout: 120_000 }, () => {
  it('publint finds nothing, not even a suggestion', async () => {
    const outcome = await runNode([tool('publint/src/cli.js'), 'run', copy.tarball, '--strict'], ROOT);
    expect(outcome.status, outcome.stdout + outcome.stderr).toBe(0);
    expect(outcome.stdout).toContain('All good!');
  });

  it('attw resolves the types of every entry in every mode', async () => {
    const outcome = await runNode([tool('@arethetypeswrong/cli/dist/index.js'), copy.tarball], ROOT);
    expect(outcome.status, outcome.stdout + outcome.stderr).toBe(0);
    expect(outcome.stdout).toContain('No problems found');
  });
});

/** The bytes of the files of a package, without the packages below it. */
function bytesOf(folder: string): number {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => !path.includes('node_modules/'))
    .map((path) => statSync(join(folder, path)))
    .reduce((sum, stat) => sum + (stat.isFile() ? stat.size : 0), 0);
}

function textsOf(name: string): string[] {
  const folder = join(ROOT, 'node_modules', name);
  const sources = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((path) =>
    /\.[cm]?js$/.test(path),
  );
  const text = sources.map((path) => readFileSync(join(folder, path), 'utf8')).join('\n');
  return [...(text.match(/(?<=['"`])[^'"`\n\\]{20,}(?=['"`])/g) ?? [])];
}

/** The packages and all that they depend on. */
function withDependencies(names: readonly string[], found = new Set<string>()): string[] {
  for (const name of names) {
    if (found.has(name)) continue;
    found.add(name);
    const manifest = readFileSync(join(ROOT, 'node_modules', name, 'package.json'), 'utf8');
    const { dependencies = {} } = JSON.parse(manifest) as { dependencies?: object };
    withDependencies(Object.keys(dependencies), found);
  }
  return [...found];
}
