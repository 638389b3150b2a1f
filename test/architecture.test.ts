import { readdirSync, readFileSync } from 'node:fs';
import { posix } from 'node:path';
import ts from 'typescript';
import { expect, it } from 'vitest';
import { ARROWS, STAGES } from './helpers/rooms';

const ENVIRONMENT_READERS = [
  'src/config/env.ts',
  'src/testing/environment.ts',
  'src/host/process/environment.ts',
  'src/cli/environment.ts',
];
const MAX_LINES = 300;
const MAX_FILES = 15;

/** Rules that may be broken: which findings that allows, by their words, and the reason. There are none today. */
const EXCEPTIONS: Exception[] = [
  { broken: /^diff is imported by src\/page\//, reason: 'the page is a bundle of its own for browsers' },
];

type Sources = Record<string, string>;
type Import = { from: string; to: string; typeOnly: boolean };
/** A broken rule, and what to do about it. */
type Finding = { broken: string; advice: string };
type Exception = { broken: RegExp; reason: string };

/** Every broken rule in a map of `src/…` paths to source text, and every exception that nothing needs. */
function violations(sources: Sources, exceptions: Exception[] = []): string[] {
  const found = findingsIn(sources);
  const forbidden = found.filter((finding) => !exceptions.some(({ broken }) => broken.test(finding.broken)));
  const unused = exceptions.filter(({ broken }) => !found.some((finding) => broken.test(finding.broken)));
  return [
    ...forbidden.map(({ broken, advice }) => `${broken}: ${advice}`),
    ...unused.map(({ broken }) => `the exception ${broken} is no longer needed: delete it`),
  ];
}

function findingsIn(sources: Sources): Finding[] {
  const imports = Object.entries(sources).flatMap(([path, text]) => importsOf(path, text, sources));
  const own = imports.filter(({ to }) => to.startsWith('src/'));
  const found = [
    ...own.flatMap((arrow) => [...checkRoom(arrow), ...checkStage(arrow)]),
    ...checkImporters(imports.filter(({ to }) => !/^(src\/|node:)/.test(to))),
    ...checkCycles(own),
    ...Object.entries(sources).flatMap(([path, text]) => [...checkEnv(path, text), ...checkSize(path, text)]),
    ...checkFolders(Object.keys(sources)),
  ];
  return [...new Map(found.map((finding) => [finding.broken, finding])).values()];
}

function checkRoom(arrow: Import): Finding[] {
  const [here, there] = [roomOf(arrow.from), roomOf(arrow.to)];
  const allowed = ARROWS[here];
  if (!allowed) {
    return [{ broken: `src/${here} has no row in ARROWS`, advice: 'decide what it may import' }];
  }
  if (here === 'host' && there === 'testing' && arrow.from !== GATE_TO_TESTING) {
    return [{ broken: wordsOf(arrow), advice: `only ${GATE_TO_TESTING} uses the test kit` }];
  }
  if (here === there || allowed.includes(there)) return [];
  const isFacade = there === 'index' || there === 'toolbelt';
  const advice = isFacade
    ? 'nothing imports the facade; let it pass in what you need'
    : onlyFrom(here, allowed);
  return [{ broken: wordsOf(arrow), advice }];
}

/** Inside `src/http`, between its folders and the files beside them. */
function checkStage(arrow: Import): Finding[] {
  const [here, there] = [stageOf(arrow.from), stageOf(arrow.to)];
  if (here === undefined || there === undefined || here === there) return [];
  const allowed = STAGES[here];
  if (!allowed) {
    return [{ broken: `src/http/${here} has no row in STAGES`, advice: 'decide what it may import' }];
  }
  return allowed.includes(there) ? [] : [{ broken: wordsOf(arrow), advice: onlyFrom(here, allowed) }];
}

function wordsOf({ from, to, typeOnly }: Import): string {
  return `${from} imports ${typeOnly ? 'a type of ' : ''}${to}`;
}

/** The host must start without the test kit, so one file of it knows the test kit and loads it on first use. */
const GATE_TO_TESTING = 'src/host/test-kit.ts';

function onlyFrom(here: string, allowed: readonly string[]): string {
  const names = allowed.join(', ') || 'nothing of ours';
  return `"${here}" imports only ${names}; take the rest as a parameter or move it down`;
}

/** The bundled copy (`#got`), a sub-path (`got/x`) and the types of `got` are one package. */
function checkImporters(imports: Import[]): Finding[] {
  const importers = new Map<string, Set<string>>();
  for (const { from, to } of imports) {
    const name = /^#?((?:@[^/]+\/)?[^/]+)/.exec(to)?.[1] ?? to;
    importers.set(name, (importers.get(name) ?? new Set()).add(from));
  }
  return [...importers].flatMap(([name, files]) =>
    files.size === 1
      ? []
      : [{ broken: `${name} is imported by ${[...files].join(' and ')}`, advice: 'wrap it in one of them' }],
  );
}

/** A loop of types counts as well: neither of two such files can be read, moved or tested alone. */
function checkCycles(imports: Import[]): Finding[] {
  const done = new Set<string>();
  const walk = (file: string, path: string[]): Finding[] => {
    if (path.includes(file)) {
      const cycle = [...path.slice(path.indexOf(file)), file].join(' -> ');
      return [{ broken: `${cycle} is a cycle`, advice: 'move what both need to a file below both' }];
    }
    if (done.has(file)) return [];
    const found = imports.flatMap(({ from, to }) => (from === file ? walk(to, [...path, file]) : []));
    done.add(file);
    return found;
  };
  return imports.flatMap(({ from }) => walk(from, []));
}

function checkEnv(path: string, text: string): Finding[] {
  if (ENVIRONMENT_READERS.includes(path) || !text.includes('process')) return [];
  const found = nodesOf(path, text).some((node) => {
    if (ts.isPropertyAccessExpression(node))
      return node.name.text === 'env' && /^(global(This)?\.)?process\??\.env$/.test(node.getText());
    if (ts.isElementAccessExpression(node)) return node.expression.getText() === 'process';
    if (ts.isVariableDeclaration(node)) return node.initializer?.getText() === 'process';
    return ts.isStringLiteral(node) && node.text === 'node:process';
  });
  const advice = 'add a typed reader to src/config/env.ts and call that';
  return found ? [{ broken: `${path} reads process.env`, advice }] : [];
}

function checkSize(path: string, text: string): Finding[] {
  const lines = text.trimEnd().split('\n').length;
  if (lines <= MAX_LINES) return [];
  return [{ broken: `${path} has more than ${MAX_LINES} lines`, advice: `split it; it has ${lines}` }];
}

/** Files in a folder inside the folder do not count. */
function checkFolders(paths: string[]): Finding[] {
  const files = new Map<string, number>();
  for (const path of paths) {
    const folder = posix.dirname(path);
    files.set(folder, (files.get(folder) ?? 0) + 1);
  }
  return [...files].flatMap(([folder, count]) =>
    count <= MAX_FILES
      ? []
      : [
          {
            broken: `${folder} has more than ${MAX_FILES} files`,
            advice: `make a folder in it; it has ${count}`,
          },
        ],
  );
}

function importsOf(path: string, text: string, sources: Sources): Import[] {
  return nodesOf(path, text).flatMap((node) => {
    const target = targetOf(node);
    if (target === undefined) return [];
    return [{ from: path, to: resolve(path, target, sources), typeOnly: isTypeOnly(node) }];
  });
}

/** What an `import`, `export … from`, `require('…')`, `import('…')` or `typeof import('…')` names. */
function targetOf(node: ts.Node): string | undefined {
  let target: ts.Node | undefined;
  if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) target = node.moduleSpecifier;
  else if (ts.isImportTypeNode(node))
    target = ts.isLiteralTypeNode(node.argument) ? node.argument.literal : undefined;
  else if (ts.isCallExpression(node) && /^(require(\.resolve)?|import)$/.test(node.expression.getText())) {
    target = node.arguments[0];
  }
  return target && ts.isStringLiteralLike(target) ? target.text : undefined;
}

function isTypeOnly(node: ts.Node): boolean {
  if (ts.isImportTypeNode(node)) return true;
  const allTypes = (names: ts.NodeArray<ts.ImportSpecifier | ts.ExportSpecifier>) =>
    names.length > 0 && names.every((name) => name.isTypeOnly);
  if (ts.isExportDeclaration(node)) {
    const names = node.exportClause;
    return node.isTypeOnly || (names !== undefined && ts.isNamedExports(names) && allTypes(names.elements));
  }
  const clause = ts.isImportDeclaration(node) ? node.importClause : undefined;
  if (!clause) return false;
  const names = clause.namedBindings;
  if (clause.phaseModifier === ts.SyntaxKind.TypeKeyword) return true;
  return !clause.name && names !== undefined && ts.isNamedImports(names) && allTypes(names.elements);
}

function resolve(from: string, target: string, sources: Sources): string {
  if (!target.startsWith('.')) return target;
  const path = posix.join(posix.dirname(from), target);
  const found = [`${path}/index.ts`, `${path}.tsx`].find((candidate) => candidate in sources);
  return found ?? `${path}.ts`;
}

/** The nodes of each source text. Several rules look at the same text. */
const parsed = new Map<string, ts.Node[]>();

function nodesOf(path: string, text: string): ts.Node[] {
  const known = parsed.get(`${path}\n${text}`);
  if (known) return known;
  const nodes: ts.Node[] = [];
  parsed.set(`${path}\n${text}`, nodes);
  const visit = (node: ts.Node): void => {
    nodes.push(node);
    node.forEachChild(visit);
  };
  visit(ts.createSourceFile(path, text, ts.ScriptTarget.ESNext, true));
  return nodes;
}

/** `src/http/rules/proxy.ts` is in "http", `src/errors.ts` is a room of its own. */
function roomOf(path: string): string {
  return (path.split('/')[1] ?? '').replace(/\.tsx?$/, '');
}

/** `src/http/rules/proxy.ts` is in "rules", `src/http/http-log.ts` is a stage of its own; other rooms have none. */
function stageOf(path: string): string | undefined {
  return /^src\/http\/([^/]+?)(\.ts|\/.*)$/.exec(path)?.[1];
}

function readSources(): Sources {
  const paths = readdirSync('src', { recursive: true, encoding: 'utf8' }).map((path) => `src/${path}`);
  const files = paths.map((path) => path.replaceAll('\\', '/')).filter((path) => /\.tsx?$/.test(path));
  return Object.fromEntries(files.map((path) => [path, readFileSync(path, 'utf8')]));
}

it('finds the layout of src/ as agreed', () => {
  const sources = readSources();
  expect(Object.keys(sources)).toContain('src/index.ts');
  expect(violations(sources, EXCEPTIONS)).toEqual([]);
});

it('has no row for a room or a stage that src/ does not have', () => {
  const paths = Object.keys(readSources());
  const [rooms, stages] = [paths.map(roomOf), paths.map(stageOf)];
  expect(Object.keys(ARROWS).filter((room) => !rooms.includes(room))).toEqual([]);
  expect(Object.keys(STAGES).filter((stage) => !stages.includes(stage))).toEqual([]);
});

const manyFiles = (folder: string, count: number): Sources =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`${folder}/f${index}.ts`, '']));

it.each<[rule: string, sources: Sources, advice: RegExp | undefined]>([
  ['a value import downwards', { 'src/http/client/a.ts': "import { b } from '../../config/b';" }, undefined],
  ['a type downwards', { 'src/sde/a.ts': "import type { B } from '../http/client/b';" }, undefined],
  ['a client on another one', { 'src/gdpr/a.ts': "import { b } from '../liveperson/b';" }, undefined],
  ['what cli stands on', { 'src/cli/invoke/a.ts': "import { b } from '../../runtime/b';" }, undefined],
  ['an import in a comment', { 'src/errors.ts': "// import { x } from './config/x';\n" }, undefined],
  [
    'a value import upwards',
    { 'src/http/client/a.ts': "import { b } from '../../sde/b';" },
    /^src\/http\/client\/a.ts imports src\/sde\/b.ts: "http" imports only config, errors, internal; take/,
  ],
  [
    'a type upwards',
    { 'src/http/client/a.ts': "import type { B } from '../../sde/b';" },
    /^src\/http\/client\/a.ts imports a type of src\/sde\/b.ts: "http" imports only/,
  ],
  [
    'a value beside types',
    { 'src/http/client/a.ts': "import { b, type C } from '../../sde/b';" },
    /^src\/http\/client\/a.ts imports src\/sde/,
  ],
  [
    'a lazy import upwards',
    { 'src/config/a.ts': "const b = () => require('../http/b');" },
    /"config" imports only errors/,
  ],
  [
    'a lazy type upwards',
    { 'src/config/a.ts': "type B = typeof import('../http/b');" },
    /^src\/config\/a.ts imports a type of src\/http\/b.ts: "config" imports only errors/,
  ],
  [
    'a re-export upwards',
    { 'src/internal/a.ts': "export { b } from '../errors';" },
    /"internal" imports only nothing of ours/,
  ],
  [
    'an import sideways',
    { 'src/context/a.ts': "import { b } from '../conversation/b';" },
    /take the rest as a par/,
  ],
  [
    'a type sideways',
    { 'src/sde/a.ts': "import { type B } from '../mtls/b';" },
    /imports a type of src\/mtls/,
  ],
  ['a value for testing', { 'src/testing/a.ts': "import { b } from '../http/b';" }, /"testing" imports only/],
  [
    'a type for testing',
    { 'src/testing/a.ts': "import type { B } from '../http/b';" },
    /"testing" imports only/,
  ],
  [
    'the functions client in cli',
    { 'src/cli/a.ts': "import { b } from '../functions-client/b';" },
    /"cli" imports only internal, /,
  ],
  [
    'an import of the facade',
    { 'src/salesforce/a.ts': "import type { T } from '../toolbelt';" },
    /nothing imports the facade/,
  ],
  [
    'an import of the index',
    { 'src/toolbelt.ts': "import { x } from './index';" },
    /nothing imports the facade/,
  ],
  ['a new room', { 'src/utils/a.ts': "import { x } from '../errors';" }, /^src\/utils has no row in ARROWS/],
  [
    'stages downwards',
    {
      'src/http/client/a.ts': "import { b } from '../request/b'; import { log } from '../http-log';",
      'src/http/rules/b.ts': "import { c } from '../wire/c';",
      'src/http/request/d.ts': "import type { E } from '../response/e';",
    },
    undefined,
  ],
  [
    'a stage upwards',
    { 'src/http/response/a.ts': "import { b } from '../request/b';" },
    /^src\/http\/response\/a.ts imports src\/http\/request\/b.ts: "response" imports only wire;/,
  ],
  [
    'a type of a stage upwards',
    { 'src/http/wire/a.ts': "import type { B } from '../client/b';" },
    /^src\/http\/wire\/a.ts imports a type of src\/http\/client\/b.ts: "wire" imports only nothing of ours;/,
  ],
  [
    'a new stage',
    { 'src/http/middle.ts': "import { b } from './wire/b';" },
    /^src\/http\/middle has no row in STAGES/,
  ],
  [
    'a second importer',
    { 'src/http/client/a.ts': "require('#got');", 'src/http/client/b.ts': "import type { G } from 'got/x';" },
    /^got is imported by src\/http\/client\/a.ts and src\/http\/client\/b.ts/,
  ],
  ['process.env', { 'src/http/a.ts': 'const x = process.env.X;' }, /^src\/http\/a.ts reads process.env/],
  ['process.env in disguise', { 'src/http/a.ts': 'const { env } = process;' }, /reads process.env/],
  ['node:process', { 'src/http/a.ts': "import { env } from 'node:process';" }, /reads process.env/],
  ['a file at the limit', { 'src/http/a.ts': 'x;\n'.repeat(MAX_LINES) }, undefined],
  ['a long file', { 'src/http/a.ts': 'x;\n'.repeat(MAX_LINES + 1) }, /more than 300 lines: .* it has 301$/],
  [
    'a folder at the limit',
    { ...manyFiles('src/cli', MAX_FILES), ...manyFiles('src/cli/init', MAX_FILES) },
    undefined,
  ],
  [
    'a folder of many files',
    manyFiles('src/cli/init', MAX_FILES + 1),
    /^src\/cli\/init has more than 15 files: .* it has 16$/,
  ],
  [
    'a cycle',
    { 'src/sde/a.ts': "import { b } from './b';", 'src/sde/b.ts': "import { a } from './a';" },
    /a.ts -> src\/sde\/b.ts -> src\/sde\/a.ts is a cycle/,
  ],
  [
    'a cycle of types',
    { 'src/sde/a.ts': "import { b } from './b';", 'src/sde/b.ts': "import type { a } from './a';" },
    /a.ts -> src\/sde\/b.ts -> src\/sde\/a.ts is a cycle/,
  ],
])('judges %s', (_rule, sources, advice) => {
  const found = violations(sources);
  if (advice === undefined) expect(found).toEqual([]);
  else expect(found).toEqual([expect.stringMatching(advice)]);
});

it('lets an exception pass, and only that', () => {
  const sources = {
    'src/testing/a.ts': "import { b } from '../config/b'; import type { C } from '../config/c';",
  };
  const broken = /^src\/testing\/\S+ imports a type of src\/config\/c\.ts$/;
  expect(violations(sources, [{ broken, reason: 'the kit hands it on' }])).toEqual([
    expect.stringMatching(/^src\/testing\/a.ts imports src\/config\/b.ts: /),
  ]);
});

it('reports an exception that nothing needs any more', () => {
  const broken = /^src\/errors\.ts has more than 300 lines$/;
  expect(violations({ 'src/errors.ts': 'x;' }, [{ broken, reason: 'one list of all codes' }])).toEqual([
    `the exception ${broken} is no longer needed: delete it`,
  ]);
});
