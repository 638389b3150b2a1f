// Bundles src/ into the CommonJS files of dist/. A cold start reads one file for what every lambda needs, and one more for
// each room that it uses. A module that is loaded by `require` inside of a function is an entry: it begins a file of its own.
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, posix, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import MagicString from 'magic-string';
import { rolldown } from 'rolldown';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const SRC = join(ROOT, 'src');
const LAZY = 'lazy:';
const GETTER =
  /Object\.defineProperty\(exports, "(\w+)", \{\s+enumerable: true,\s+get: function\(\) \{\s+return (\w+);\s+\}\s+\}\);/g;
const FOLDER = 'folder:';

const sources = readdirSync(SRC, { recursive: true }).filter((file) => file.endsWith('.ts'));
const entries = [...new Set(['http/http-core', ...namedByManifest(), ...namedByPath(), ...lazyModules()])];

/** The files that package.json names. */
function namedByManifest() {
  const manifest = readFileSync(join(ROOT, 'package.json'), 'utf8');
  return [...manifest.matchAll(/"\.\/dist\/([^"]+)\.js"/g)].map(([, name]) => name);
}

/** The files that are started as processes are called `child`. Others are named to Jest. */
function namedByPath() {
  const names = sources.map((file) => nameOf(join(SRC, file)));
  return names.filter((name) => /(?:^|\/)(?:child|jest-(?:transform|module|dependencies))$/.test(name));
}

/** Names a module by its path in src, without the extension. */
function nameOf(file) {
  return relative(SRC, file).replaceAll('\\', '/').replace(/\.ts$/, '');
}

/** The modules that functions load on first use. */
function lazyModules() {
  return sources.flatMap((file) => {
    const ids = readFileSync(join(SRC, file), 'utf8').matchAll(/\brequire\('(\.{1,2}\/[^']+)'\)/g);
    return [...ids].map(([, id]) => nameOf(resolve(SRC, dirname(file), id)));
  });
}

/** Paths in the code mean the folders of src. A module may end up in a file elsewhere, so each file gets its own paths. */
const paths = {
  name: 'paths',
  resolveId(id, importer, { kind }) {
    if (kind !== 'require-call' || !id.startsWith('.')) return null;
    return { id: LAZY + nameOf(resolve(dirname(importer), id)), external: true };
  },
  transform(code, id) {
    const text = new MagicString(code);
    text.replace(/(?<!['"])\b__dirname\b(?!\s*:)/g, () => JSON.stringify(FOLDER + nameOf(dirname(id))));
    return text.hasChanged() ? { code: text.toString(), map: text.generateMap({ hires: true }) } : null;
  },
  renderChunk(code, { fileName }) {
    const text = new MagicString(code);
    const pathTo = (name) => posix.relative(posix.dirname(fileName), name);
    text.replace(/require\("lazy:([^"]+)"\)/g, (_match, name) => `require("./${pathTo(name)}.js")`);
    // Nothing that is exported is assigned again, so a plain property does, which is read faster than a getter.
    text.replace(GETTER, (_match, name, value) => `exports.${name} = ${value};`);
    text.replace(/"folder:([^"]*)"/g, (_match, name) =>
      pathTo(name) === '' ? '__dirname' : `require("node:path").join(__dirname, "${pathTo(name)}")`,
    );
    return text.hasChanged() ? { code: text.toString(), map: text.generateMap({ hires: true }) } : null;
  },
};

/** The modules that see who creates a timer or a socket. They tell the rooms of this package apart by their folders. */
const HOOKS = /^runtime\/(?:watch\/.*|hooks|run|run-context)$/;
/** The program that starts processes for functions, and the program of such a process. */
const [PARENT, CHILD] = ['host/index', 'host/process/child-program'];
/** What runs a function that uses no client. */
const RUNNERS = ['cli/main', 'cli/invoke/invoke', 'cli/invoke/child', CHILD];
/** What the first call of most lambdas to LivePerson loads. What only other clients share has a file of its own. */
const OF_LIVEPERSON = /^(liveperson|secrets|conversation)\//;
/** Rooms whose shared modules stay in the folder of the room. */
const ROOMS_OF_TOOLS = /^(runtime|testing|cli|host|adapters|migrate)\//;
/** What no lambda loads: the tools, and the client that calls functions from outside. */
const OUTSIDE_OF_LAMBDAS = /^(runtime|testing|cli|host|adapters|migrate|functions-client)\//;

/**
 * Decides which file gets a module that several entries use: `base` has what `require` of the package loads, and the few
 * modules of a call that a function without a client needs, too. `core` has the rest of what the first call of every client
 * loads, `redact` what only errors and log lines need, `clients` what LivePerson's clients share, and `others` what several
 * other clients share. The modules of a tool stay in its folder. What a call of HTTPClient runs is in `core`, except for
 * those few modules, since calls within a file are faster than between files.
 * The host and the processes of its functions load no more than they need: `api` is the part of the runtime that the host
 * needs, `with-parent` what both sides of a process need, `in-child` what only the process needs.
 */
function fileOf(graph) {
  const reached = entries.map((name) => ({ name, modules: closure(graph, join(SRC, `${name}.ts`)) }));
  const isReached = (by, id) => reached.some(({ name, modules }) => name === by && modules.has(id));
  return (id) => {
    if (isReached('index', id)) return 'shared/base';
    if (isReached('http/http-core', id) || isReached('container', id)) {
      return RUNNERS.some((runner) => isReached(runner, id)) ? 'shared/base' : 'shared/core';
    }
    const name = nameOf(id);
    // Modules that import the redactor share a file, and what it imports itself may not be in that file: a loop.
    if (isReached('internal/redact', id)) return entries.includes(name) ? null : 'shared/redact';
    if (HOOKS.test(name)) return 'runtime/watch/hooks';
    if (name.startsWith('runtime/')) return isReached(PARENT, id) ? 'runtime/api' : 'runtime/runtime';
    const users = reached.filter((entry) => entry.modules.has(id));
    if (users.length < 2) return null;
    const [, tool] = ROOMS_OF_TOOLS.exec(name) ?? [];
    if (isReached(CHILD, id) && name.startsWith('host/') && !entries.includes(name))
      return `host/process/${isReached(PARENT, id) ? 'with-parent' : 'in-child'}`;
    if (tool) return entries.includes(name) ? null : `${tool}/shared`;
    if (entries.includes(name)) return null;
    if (users.every((entry) => ROOMS_OF_TOOLS.test(entry.name))) return 'shared/tools';
    return users.some((entry) => OF_LIVEPERSON.test(entry.name)) ? 'shared/clients' : 'shared/others';
  };
}

/** The modules that are evaluated together with a module. */
function closure(graph, start, found = new Set()) {
  if (found.has(start)) return found;
  found.add(start);
  for (const id of graph.get(start) ?? []) closure(graph, id, found);
  return found;
}

const graph = new Map();
let chosen;
const build = await rolldown({
  input: Object.fromEntries(entries.map((name) => [name, join(SRC, `${name}.ts`)])),
  platform: 'node',
  external: /^[^./]/,
  logLevel: 'warn',
  preserveEntrySignatures: 'allow-extension',
  plugins: [paths, { name: 'graph', moduleParsed: ({ id, importedIds }) => void graph.set(id, importedIds) }],
});
const { output } = await build.write({
  dir: join(ROOT, 'dist'),
  format: 'cjs',
  exports: 'named',
  sourcemap: true,
  // Comments are for readers of the declarations and of the sources in the maps.
  comments: false,
  entryFileNames: '[name].js',
  chunkFileNames: ({ name }) => (name.includes('/') ? '[name].js' : 'shared/[name].js'),
  codeSplitting: {
    includeDependenciesRecursively: false,
    groups: [
      {
        debugName: 'rooms',
        name: (id) => {
          chosen ??= fileOf(graph);
          return chosen(id);
        },
      },
    ],
  },
});
await build.close();

// What runs in no lambda has no maps: these would be a third of the package, and the code in dist/ is readable as it is.
for (const { type, fileName } of output) {
  if (type !== 'chunk' || !OUTSIDE_OF_LAMBDAS.test(fileName)) continue;
  const file = join(ROOT, 'dist', fileName);
  writeFileSync(file, readFileSync(file, 'utf8').replace(/^\/\/# sourceMappingURL=.*\n?/m, ''));
  rmSync(`${file}.map`, { force: true });
}
