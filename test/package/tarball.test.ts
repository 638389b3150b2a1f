import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type PackedCopy, packedCopy, ROOT, runNode, tool } from './pack';

const MAX_PACKED_BYTES = 450_000;
// Nothing of these is left in a bundle.
const ONLY_TYPES = /^(@types\/.+|type-fest)$/;
const ALLOWED_FILES = [
  /^dist\/.+\.(js|js\.map|d\.ts)$/,
  /^vendor\/[a-z]+\.cjs$/,
  /^vendor\/THIRD-PARTY-NOTICES$/,
  /^(README\.md|CHANGELOG\.md|LICENSE|package\.json)$/,
];

let copy: PackedCopy;
beforeAll(async () => {
  copy = await packedCopy();
});
afterAll(() => copy?.remove());

describe('the files', () => {
  it('are those that users need, and no others', () => {
    expect(copy.files.filter((file) => !ALLOWED_FILES.some((allowed) => allowed.test(file)))).toEqual([]);
    expect(copy.files.filter((file) => /(^|\/)(test|testdata|\.env)|\.(test|bench)\./.test(file))).toEqual(
      [],
    );
  });

  it.each(['README.md', 'CHANGELOG.md', 'LICENSE', 'vendor/THIRD-PARTY-NOTICES'])('include %s', (file) => {
    expect(copy.files).toContain(file);
  });

  it('include whatever the manifest points at', () => {
    const targets = JSON.stringify(copy.manifest).match(/"\.\/(dist|vendor)\/[^"]+"/g) ?? [];
    expect(targets.length).toBeGreaterThan(5);
    for (const target of targets) expect(copy.files).toContain(JSON.parse(target).slice(2));
  });

  it('stay small', () => {
    expect(copy.packedBytes).toBeLessThan(MAX_PACKED_BYTES);
  });

  it('leave nothing behind of a source that is gone', () => {
    const orphans = copy.files
      .filter((file) => /^dist\/.*\.js$/.test(file))
      .filter((file) => !existsSync(join(ROOT, file.replace(/^dist/, 'src').replace(/\.js$/, '.ts'))));
    expect(orphans).toEqual([]);
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
      for (const [, name = ''] of copy.read(file).matchAll(/\brequire\(["']([^."'#][^"']*)["']\)/g)) {
        if (!name.startsWith('node:')) required.add(name);
      }
    }
    expect([...required].sort()).toEqual(Object.keys(copy.manifest.dependencies as object).sort());
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
        ...text.matchAll(/\b(?:import|require)\(\s*["']([^"']+)["']/g),
        ...text.matchAll(/^\s*import\s+["']([^"']+)["']/gm),
        ...text.matchAll(/<reference\s+(?:types|path|lib)=["']([^"']+)["']/g),
        ...text.matchAll(/^\s*declare module ["']([^"']+)["']/gm),
      ];
      for (const [, target = ''] of targets)
        if (!/^(\.\.?\/|node:)/.test(target)) leaks.push(`${file}: ${target}`);
    }
    expect(leaks).toEqual([]);
  });
});

describe('vendor/THIRD-PARTY-NOTICES', () => {
  // Found by walking the manifests, not by asking the bundler as scripts/vendor.mjs does.
  it('names every package that got and zod bring along, with version and licence text', () => {
    const notices = copy.read('vendor/THIRD-PARTY-NOTICES');
    const entries = notices.split(/^-{20,}$/m).slice(1);
    const bundled = withDependencies(['got', 'zod']).filter((name) => !ONLY_TYPES.test(name));
    expect(bundled).toEqual(expect.arrayContaining(['got', 'zod', 'keyv', 'cacheable-request']));
    const licence = (name: string) =>
      entries.find((entry) => new RegExp(`^\\s*${name} \\d+\\.\\d+\\.\\d+ \\([^)]+\\)\\n`).test(entry)) ?? '';
    expect(bundled.filter((name) => !/Permission|Redistribution/.test(licence(name)))).toEqual([]);
  });
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
