import { readdirSync, readFileSync } from 'node:fs';
import { posix } from 'node:path';
import ts from 'typescript';
import { expect, it } from 'vitest';
import { ARROWS, BASE } from './helpers/rooms';

// `import type` may also go sideways or one floor up; `testing` and `cli` may take types from every floor.
const FLOORS = [BASE, ['config'], ['http'], ['clients', 'conversation', 'events', 'functions-client']];
const ENVIRONMENT_READERS = ['src/config/env.ts', 'src/testing/environment.ts', 'src/cli/environment.ts'];
const MAX_LINES = 400;

type Sources = Record<string, string>;
type Import = { from: string; to: string; typeOnly: boolean };

/** Every broken rule in a map of `src/…` paths to source text, worded as advice. */
function violations(sources: Sources): string[] {
  const imports = Object.entries(sources).flatMap(([path, text]) => importsOf(path, text, sources));
  const found = [
    ...imports.filter(({ to }) => to.startsWith('src/')).flatMap(checkArrow),
    ...checkImporters(imports.filter(({ to }) => !/^(src\/|node:)/.test(to))),
    ...checkCycles(imports.filter(({ to, typeOnly }) => !typeOnly && to.startsWith('src/'))),
    ...Object.entries(sources).flatMap(([path, text]) => [...checkEnv(path, text), ...checkSize(path, text)]),
  ];
  return [...new Set(found)];
}

function checkArrow({ from, to, typeOnly }: Import): string[] {
  const [here, there] = [roomOf(from), roomOf(to)];
  const allowed = ARROWS[here];
  if (!allowed) return [`src/${here} has no row in ARROWS of this test: decide what it may import`];
  if (here === there || allowed.includes(there)) return [];
  const arrow = `${from} imports ${typeOnly ? 'a type of ' : ''}${to}`;
  if (there === 'index' || there === 'toolbelt') {
    return [`${arrow}: nothing imports the facade; let it pass in what you need`];
  }
  const floor = (room: string) => FLOORS.findIndex((rooms) => rooms.includes(room));
  const typeAllowed =
    floor(there) >= 0 && (['testing', 'cli'].includes(here) || floor(there) <= floor(here) + 1);
  if (typeOnly && typeAllowed) return [];
  const rooms = allowed.join(', ') || 'nothing of ours';
  return [`${arrow}: "${here}" imports only ${rooms}; take the rest as a parameter or move it down`];
}

/** The bundled copy (`#got`), a sub-path (`got/x`) and the types of `got` are one package. */
function checkImporters(imports: Import[]): string[] {
  const importers = new Map<string, Set<string>>();
  for (const { from, to } of imports) {
    const name = /^#?((?:@[^/]+\/)?[^/]+)/.exec(to)?.[1] ?? to;
    importers.set(name, (importers.get(name) ?? new Set()).add(from));
  }
  return [...importers].flatMap(([name, files]) =>
    files.size === 1 ? [] : [`${name} is imported by ${[...files].join(' and ')}: wrap it in one of them`],
  );
}

function checkCycles(imports: Import[]): string[] {
  const done = new Set<string>();
  const walk = (file: string, path: string[]): string[] => {
    if (path.includes(file)) {
      const cycle = [...path.slice(path.indexOf(file)), file].join(' -> ');
      return [`${cycle} is a cycle: move what both need to a third file, or import only the type`];
    }
    if (done.has(file)) return [];
    const found = imports.flatMap(({ from, to }) => (from === file ? walk(to, [...path, file]) : []));
    done.add(file);
    return found;
  };
  return imports.flatMap(({ from }) => walk(from, []));
}

function checkEnv(path: string, text: string): string[] {
  if (ENVIRONMENT_READERS.includes(path)) return [];
  const found = nodesOf(path, text).some((node) => {
    if (ts.isPropertyAccessExpression(node))
      return /^(global(This)?\.)?process\??\.env$/.test(node.getText());
    if (ts.isElementAccessExpression(node)) return node.expression.getText() === 'process';
    if (ts.isVariableDeclaration(node)) return node.initializer?.getText() === 'process';
    return ts.isStringLiteral(node) && node.text === 'node:process';
  });
  return found ? [`${path} reads process.env: add a typed reader to src/config/env.ts and call that`] : [];
}

function checkSize(path: string, text: string): string[] {
  const lines = text.trimEnd().split('\n').length;
  return lines > MAX_LINES ? [`${path} has ${lines} lines: split it; ${MAX_LINES} is the limit`] : [];
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
  return `${path}/index.ts` in sources ? `${path}/index.ts` : `${path}.ts`;
}

function nodesOf(path: string, text: string): ts.Node[] {
  const nodes: ts.Node[] = [];
  const visit = (node: ts.Node): void => {
    nodes.push(node);
    node.forEachChild(visit);
  };
  visit(ts.createSourceFile(path, text, ts.ScriptTarget.ESNext, true));
  return nodes;
}

/** `src/http/rules/proxy.ts` is in "http", `src/errors.ts` is a room of its own. */
function roomOf(path: string): string {
  return (path.split('/')[1] ?? '').replace(/\.ts$/, '');
}

function readSources(): Sources {
  const paths = readdirSync('src', { recursive: true, encoding: 'utf8' }).map((path) => `src/${path}`);
  const files = paths.map((path) => path.replaceAll('\\', '/')).filter((path) => path.endsWith('.ts'));
  return Object.fromEntries(files.map((path) => [path, readFileSync(path, 'utf8')]));
}

it('finds the layout of src/ as agreed', () => {
  const sources = readSources();
  expect(Object.keys(sources)).toContain('src/index.ts');
  expect(violations(sources)).toEqual([]);
});

it.each<[rule: string, sources: Sources, advice: RegExp | undefined]>([
  ['a value import downwards', { 'src/http/a.ts': "import { b } from '../config/b';" }, undefined],
  ['a type one room up', { 'src/http/a.ts': "import type { B } from '../clients/b';" }, undefined],
  ['a type sideways', { 'src/clients/a.ts': "import { type B } from '../conversation/b';" }, undefined],
  ['a lazy type', { 'src/config/a.ts': "type B = typeof import('../http/b');" }, undefined],
  ['any type for testing', { 'src/testing/a.ts': "import type { B } from '../clients/b';" }, undefined],
  ['an import in a comment', { 'src/errors.ts': "// import { x } from './config/x';\n" }, undefined],
  [
    'a value import upwards',
    { 'src/http/a.ts': "import { b } from '../clients/b';" },
    /^src\/http\/a.ts imports src\/clients\/b.ts: "http" imports only/,
  ],
  [
    'a value beside types',
    { 'src/http/a.ts': "import { b, type C } from '../clients/b';" },
    /^src\/http\/a.ts imports src\/clients/,
  ],
  [
    'a lazy import upwards',
    { 'src/config/a.ts': "const b = () => require('../http/b');" },
    /"config" imports only errors/,
  ],
  [
    'a re-export upwards',
    { 'src/internal/a.ts': "export { b } from '../errors';" },
    /"internal" imports only nothing of ours/,
  ],
  [
    'a value import sideways',
    { 'src/clients/a.ts': "import { b } from '../conversation/b';" },
    /take the rest as a parameter/,
  ],
  [
    'a type two rooms up',
    { 'src/config/a.ts': "import type { B } from '../clients/b';" },
    /imports a type of src\/clients/,
  ],
  ['a value for testing', { 'src/testing/a.ts': "import { b } from '../http/b';" }, /"testing" imports only/],
  [
    'an import of the facade',
    { 'src/clients/a.ts': "import type { T } from '../toolbelt';" },
    /nothing imports the facade/,
  ],
  [
    'an import of the index',
    { 'src/toolbelt.ts': "import { x } from './index';" },
    /nothing imports the facade/,
  ],
  ['a new room', { 'src/utils/a.ts': "import { x } from '../errors';" }, /^src\/utils has no row in ARROWS/],
  [
    'a second importer',
    { 'src/http/a.ts': "require('#got');", 'src/http/b.ts': "import type { G } from 'got/x';" },
    /^got is imported by src\/http\/a.ts and src\/http\/b.ts/,
  ],
  ['process.env', { 'src/http/a.ts': 'const x = process.env.X;' }, /^src\/http\/a.ts reads process.env/],
  ['process.env in disguise', { 'src/http/a.ts': 'const { env } = process;' }, /reads process.env/],
  ['node:process', { 'src/http/a.ts': "import { env } from 'node:process';" }, /reads process.env/],
  ['a long file', { 'src/http/a.ts': 'x;\n'.repeat(MAX_LINES + 1) }, /has 401 lines/],
  [
    'a cycle',
    { 'src/http/a.ts': "import { b } from './b';", 'src/http/b.ts': "import { a } from './a';" },
    /a.ts -> src\/http\/b.ts -> src\/http\/a.ts is a cycle/,
  ],
  [
    'a cycle of types',
    { 'src/http/a.ts': "import { b } from './b';", 'src/http/b.ts': "import type { a } from './a';" },
    undefined,
  ],
])('judges %s', (_rule, sources, advice) => {
  const found = violations(sources);
  if (advice === undefined) expect(found).toEqual([]);
  else expect(found).toEqual([expect.stringMatching(advice)]);
});
