// Installs the packed package beside nock and the test runners, as a user would, on each Node, and runs the same tests of
// lambdas with each runner. `node scripts/pairs.mjs` writes the table in docs/test-kit.md; names of pairs as arguments
// (`20.19.0+14`, or `22+latest` for a nock that npm chooses) run those alone and write nothing. NODES names the folder with
// <version>/bin/node, PAIRS the folder whose projects are kept for the next run.
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const NODES = resolve(process.env.NODES ?? join(ROOT, '.tmp/nodes'));
// Outside of the repository, whose packages would be found from within.
const FOLDER = resolve(process.env.PAIRS ?? join(tmpdir(), 'lp-faas-toolbelt-pairs'));
const CONSUMERS = join(ROOT, 'test/package/consumers');
const PAGE = join(ROOT, 'docs/test-kit.md');
const LIMIT_MS = 300_000;
// Newer coverage packages of vitest 5 need a package that the registry does not have.
const VITEST_5 = '5.1.1';
const PAIRS = [
  { node: '20.19.0', nock: 'latest', vitest: '4', jest: '30', typescript: '6' },
  { node: '20.19.0', nock: '13.5', vitest: '4', jest: '29', typescript: '5.9' },
  { node: '20.19.0', nock: '14', vitest: '4', jest: '30', typescript: '7' },
  { node: '22', nock: 'latest', vitest: VITEST_5, jest: '30', typescript: '7' },
  { node: '22', nock: '14', vitest: '4', jest: '29', typescript: '6' },
  { node: '24', nock: 'latest', vitest: VITEST_5, jest: '29', typescript: '7' },
  { node: '24', nock: '13.5', vitest: '4', jest: '30', typescript: '5.9' },
  { node: '26', nock: 'latest', vitest: VITEST_5, jest: '30', typescript: '7' },
  { node: '26', nock: '14', vitest: VITEST_5, jest: '29', typescript: '6' },
];
const CHECKS = {
  'under vitest': ['node_modules/vitest/vitest.mjs', 'run', 'lambda.vitest.mjs'],
  'under Jest': ['node_modules/jest/bin/jest.js', 'lambda.jest.js'],
  'under node --test': ['--test', 'lambda.node.cjs'],
  'what each runner offers': [
    join(ROOT, 'node_modules/vitest/vitest.mjs'),
    'run',
    '--root',
    ROOT,
    'test/package/features.test.ts',
  ],
  'types of a consumer': ['node_modules/typescript/bin/tsc', '-p', 'types/tsconfig.nodenext.json'],
};
const npm = join(
  dirname(execFileSync('which', ['npm'], { encoding: 'utf8' }).trim()),
  '../lib/node_modules/npm/bin/npm-cli.js',
);

// Another Node would look for the configuration of the machine beside itself.
const globalConfig = execFileSync('npm', ['config', 'get', 'globalconfig'], { encoding: 'utf8' }).trim();

/** Runs Node with little of the environment, which could change what a test runner does. */
function run(node, args, cwd, more = {}) {
  const { PATH, HOME } = process.env;
  const env = { PATH: `${join(NODES, node, 'bin')}:${PATH}`, HOME, CI: 'true', NO_COLOR: '1', ...more };
  return spawnSync(join(NODES, node, 'bin/node'), args, { cwd, env, encoding: 'utf8', timeout: LIMIT_MS });
}

/** Writes the files of a project. */
function writeProject(project) {
  cpSync(join(CONSUMERS, 'pairs'), project, { recursive: true });
  cpSync(join(CONSUMERS, 'types'), join(project, 'types'), { recursive: true });
  for (const extension of ['cts', 'mts']) {
    cpSync(join(project, 'types/usage.ts'), join(project, `types/usage.${extension}`));
  }
  const test = readFileSync(join(project, 'lambda.test.cjs'), 'utf8');
  const asModule = test.replace(/^const (.*) = require\((.*)\);$/gm, 'import $1 from $2;');
  writeFileSync(join(project, 'lambda.jest.js'), test);
  writeFileSync(join(project, 'lambda.node.cjs'), `const { test } = require('node:test'); ${test}`);
  writeFileSync(join(project, 'lambda.vitest.mjs'), `import { test } from 'vitest'; ${asModule}`);
}

/**
 * Installs the package and all that belongs to a pair in one go, as a user would. When an earlier run has installed the same, only the
 * package is installed anew.
 */
function install(project, { node, nock, ...pinned }, tarball) {
  const packages = [
    // Nothing pinned: npm chooses.
    nock === 'latest' ? 'nock' : `nock@${nock}`,
    ...Object.entries(pinned).map(([tool, line]) => `${tool}@${line}`),
    ...['v8', 'istanbul'].map((name) => `@vitest/coverage-${name}@${pinned.vitest}`),
    'c8',
    `@types/node@${Number.parseInt(node, 10)}`,
    // Older lines of Node cannot remove types by themselves.
    ...(node.startsWith('20') ? ['@swc/wasm-typescript'] : []),
  ];
  const done = join(project, 'installed');
  const isInstalled = existsSync(done) && readFileSync(done, 'utf8') === packages.join(' ');
  if (!isInstalled) {
    rmSync(project, { recursive: true, force: true });
    mkdirSync(project, { recursive: true });
    writeFileSync(join(project, 'package.json'), JSON.stringify({ name: 'consumer', private: true }));
  }
  const options = ['--save-dev', '--prefer-offline', '--no-audit', '--no-fund', '--loglevel=error'];
  const environment = { ...process.env, npm_config_globalconfig: globalConfig };
  const outcome = run(
    node,
    [npm, 'install', ...options, tarball, ...(isInstalled ? [] : packages)],
    project,
    environment,
  );
  if (outcome.status === 0) writeFileSync(done, packages.join(' '));
  return outcome;
}

/** Runs a pair. @returns its row of the table, and whether all went well */
function runPair(pair, tarball) {
  const { node, ...lines } = pair;
  const name = `${node}+${lines.nock}`;
  const project = join(FOLDER, Object.values(pair).join('+'));
  const installed = install(project, pair, tarball);
  writeProject(project);
  const isInstalled = installed.status === 0;
  if (!isInstalled) console.error(`--- ${name} npm install\n${installed.stderr}`);
  const cells = Object.entries(CHECKS).map(([check, args]) => {
    if (!isInstalled) return 'npm install fails';
    const { status, stdout, stderr } = run(node, args, project, { PAIR: project });
    if (status === 0) return 'passes';
    console.error(`--- ${name} ${check}\n${stdout}\n${stderr}`.slice(0, 4000));
    return 'fails';
  });
  const versionOf = (tool) =>
    JSON.parse(readFileSync(join(project, 'node_modules', tool, 'package.json'), 'utf8')).version;
  const versions = Object.entries(lines).map(([tool, line]) => {
    if (!isInstalled) return line;
    return tool === 'nock' && line === 'latest' ? `${versionOf(tool)}, chosen by npm` : versionOf(tool);
  });
  const nodeVersion = run(node, ['--version'], project).stdout.trim().slice(1);
  const row = `| ${[nodeVersion, ...versions, ...cells].join(' | ')} |`;
  return { row, isFine: cells.every((cell) => cell === 'passes') };
}

const names = process.argv.slice(2);
const selected = PAIRS.filter(({ node, nock }) => names.length === 0 || names.includes(`${node}+${nock}`));
if (selected.length < names.length) throw new Error(`not all of these are pairs: ${names.join(', ')}`);
mkdirSync(FOLDER, { recursive: true });
const pack = ['pack', '--ignore-scripts', '--loglevel=error', '--pack-destination', FOLDER];
const tarball = join(FOLDER, execFileSync('npm', pack, { cwd: ROOT, encoding: 'utf8' }).trim());
const results = selected.map((pair) => {
  const result = runPair(pair, tarball);
  console.log(result.row);
  return result;
});
if (names.length === 0) {
  const titles = ['Node', 'nock', 'vitest', 'Jest', 'TypeScript', ...Object.keys(CHECKS)];
  const head = `| ${titles.join(' | ')} |\n|${' --- |'.repeat(titles.length)}`;
  const table = `<!-- pairs:start -->\n${[head, ...results.map(({ row }) => row)].join('\n')}\n<!-- pairs:end -->`;
  const page = readFileSync(PAGE, 'utf8');
  writeFileSync(
    PAGE,
    page.replace(/<!-- pairs:start -->[\s\S]*<!-- pairs:end -->/, () => table),
  );
}
process.exitCode = results.every(({ isFine }) => isFine) ? 0 : 1;
