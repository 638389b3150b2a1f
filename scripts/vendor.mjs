// Bundles got and p-map (ES modules only), zod/mini (30 ms to load as a package), qs (45 files), and the parts that are needed
// of diff, magic-string, jsonc-parser and acorn-walk (1.8 MB as packages) into CommonJS files under vendor/. So `require` of
// this package works in every runner and stays cheap, and an installation stays small. See docs/dependencies.md.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const VENDOR = join(ROOT, 'vendor');
const STAMP = join(VENDOR, '.stamp');

const BUNDLES = [
  { file: 'acorn-walk.cjs', source: "export { fullAncestor } from 'acorn-walk';" },
  { file: 'diff.cjs', source: "export { createTwoFilesPatch } from 'diff';" },
  { file: 'got.cjs', source: "export * from 'got';" },
  {
    file: 'jsonc-parser.cjs',
    source: `export { findNodeAtLocation, getLocation, parse, parseTree, printParseErrorCode }
      from 'jsonc-parser/lib/esm/main.js';`,
  },
  { file: 'magic-string.cjs', source: "export { default } from 'magic-string';" },
  { file: 'p-map.cjs', source: "export { default } from 'p-map';" },
  { file: 'qs.cjs', source: "export { parse, stringify } from 'qs';" },
  // Named one by one: the whole namespace (locales, JSON schema) would take as long to load as the package.
  {
    file: 'zod.cjs',
    source: `export {
      any, array, boolean, check, custom, enum, function, instanceof, int, literal, looseObject, maxLength,
      minLength, nonnegative, nullable, number, object, optional, partial, pick, pipe, positive, record, refine, regex,
      safeParse, strictObject, string, superRefine, transform, union, unknown,
    } from 'zod/mini';`,
  },
];

const stamp = createHash('sha256')
  .update(readFileSync(join(ROOT, 'package-lock.json')))
  .update(readFileSync(fileURLToPath(import.meta.url)))
  .digest('hex');

if (!existsSync(STAMP) || readFileSync(STAMP, 'utf8') !== stamp) await writeVendor();

async function writeVendor() {
  mkdirSync(VENDOR, { recursive: true });
  const packages = new Map();
  for (const bundle of BUNDLES) {
    for (const id of await writeBundle(bundle)) {
      const found = packageOf(id);
      if (found) packages.set(`${found.name}@${found.version}`, found);
    }
  }
  writeFileSync(join(VENDOR, 'THIRD-PARTY-NOTICES'), notices([...packages.values()]));
  writeFileSync(STAMP, stamp);
}

/** Writes one CommonJS file and returns the ids of the modules in it. */
async function writeBundle({ file, source }) {
  const entry = '\0entry';
  const build = await rolldown({
    input: entry,
    platform: 'node',
    logLevel: 'warn',
    plugins: [
      {
        name: 'entry',
        resolveId: (id, importer) => {
          if (id === entry) return entry;
          // The entry lives nowhere; its imports resolve from the project's root.
          return importer === entry ? { id: fileURLToPath(import.meta.resolve(id)) } : null;
        },
        load: (id) => (id === entry ? source : null),
      },
    ],
  });
  const { output } = await build.write({
    file: join(VENDOR, file),
    format: 'cjs',
    exports: 'named',
    codeSplitting: false,
    minify: { compress: true, mangle: false, codegen: { removeWhitespace: true } },
  });
  await build.close();
  return output.flatMap((chunk) => (chunk.type === 'chunk' ? Object.keys(chunk.modules) : []));
}

/** The package that a module belongs to, with its licence text. */
function packageOf(id) {
  if (!id.includes('node_modules')) return undefined;
  let folder = dirname(id);
  for (;;) {
    const manifest = join(folder, 'package.json');
    if (existsSync(manifest)) {
      const { name, version, license } = JSON.parse(readFileSync(manifest, 'utf8'));
      if (name && version) return { name, version, license, text: licenceText(folder, name) };
    }
    folder = dirname(folder);
  }
}

function licenceText(folder, name) {
  const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
  if (!file)
    throw new Error(`${name} (${relative(ROOT, folder)}) ships no licence file: add its text by hand`);
  return readFileSync(join(folder, file), 'utf8').trim();
}

function notices(found) {
  const sorted = found.sort((a, b) => a.name.localeCompare(b.name));
  const head = 'This folder holds bundled copies of the packages below, under their own licences.\n';
  return [
    head,
    ...sorted.map((p) => `${'-'.repeat(78)}\n${p.name} ${p.version} (${p.license})\n\n${p.text}\n`),
  ].join('\n');
}
