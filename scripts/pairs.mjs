// Installs the packed package beside each pair of nock and Node, without anything pinned by hand, and runs the same test
// of a lambda with each test runner. `node scripts/pairs.mjs` writes the table in docs/test-kit.md; names of pairs as
// arguments (`20.19.0+14`) run those alone and write nothing. NODES names the folder with <version>/bin/node.
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const NODES = resolve(process.env.NODES ?? join(ROOT, '.tmp/nodes'));
const PAGE = join(ROOT, 'docs/test-kit.md');
const LIMIT_MS = 300_000;
const PAIRS = [
  ['20.19.0', '13.5', '4', '29'],
  ['20.19.0', '14', '4', '30'],
  ['22', '15', '5', '29'],
  ['24', '14', '5', '30'],
  ['24', '15', '5', '30'],
  ['26', '15', '5', '30'],
];
const LAMBDA = `const { Toolbelt } = require('lp-faas-toolbelt');
const http = Toolbelt.HTTPClient();

async function lambda(input, callback) {
  const { id } = await http.post('https://api.example.com/orders', { json: { size: input.payload.size } });
  const conversation = await Toolbelt.ConversationUtil().getConversationById('c1');
  callback(null, { id, found: conversation.conversationHistoryRecords.length });
}
`;
const TEST = `const assert = require('node:assert/strict');
const { createPlatform, invoke } = require('lp-faas-toolbelt/testing');
IMPORT
test('a lambda is answered, and its requests are seen', async () => {
  const platform = createPlatform();
  try {
    platform.host('api.example.com').post('/orders').reply(201, { id: 7 });
    platform.conversations.add({ info: { conversationId: 'c1' } });
    platform.fail('msgHist', { delayMs: 5 });
    const { result, error, diagnostics } = await invoke('orders', { payload: { size: 'L' } });
    assert.equal(error, undefined);
    assert.deepEqual(JSON.parse(JSON.stringify(result)), { id: 7, found: 1 });
    assert.equal(diagnostics.length, 0);
    assert.equal(platform.requests[0].body.size, 'L');
    platform.assertNoUnexpectedRequests();
  } finally {
    await platform.close();
  }
});
`;
const RUNNERS = [
  { name: 'vitest', file: 'a.vitest.mjs', args: ['node_modules/vitest/vitest.mjs', 'run', 'a.vitest.mjs'] },
  { name: 'jest', file: 'b.test.js', args: ['node_modules/jest/bin/jest.js', 'b.test.js'] },
  { name: 'node --test', file: 'c.spec.js', args: ['--test', 'c.spec.js'] },
];

function run(node, args, cwd) {
  const env = {
    PATH: `${join(NODES, node, 'bin')}:${process.env.PATH}`,
    HOME: process.env.HOME,
    CI: 'true',
    NO_COLOR: '1',
  };
  return spawnSync(join(NODES, node, 'bin/node'), args, { cwd, env, encoding: 'utf8', timeout: LIMIT_MS });
}

const selected = process.argv.slice(2);
const folder = mkdtempSync(join(tmpdir(), 'pairs-'));
const pack = ['pack', '--ignore-scripts', '--loglevel=error', '--pack-destination', folder];
const tarball = join(folder, execFileSync('npm', pack, { cwd: ROOT, encoding: 'utf8' }).trim());
const npm = join(
  dirname(execFileSync('which', ['npm'], { encoding: 'utf8' }).trim()),
  '../lib/node_modules/npm/bin/npm-cli.js',
);
const rows = [];
let hasFailed = false;
for (const [node, nock, vitest, jest] of PAIRS) {
  const pair = `${node}+${nock}`;
  if (selected.length > 0 && !selected.includes(pair)) continue;
  const project = join(folder, pair);
  mkdirSync(join(project, 'functions/orders'), { recursive: true });
  writeFileSync(join(project, 'functions/orders/index.js'), LAMBDA);
  writeFileSync(join(project, 'package.json'), JSON.stringify({ name: 'consumer', private: true }));
  writeFileSync(
    join(project, 'vitest.config.mjs'),
    "export default { test: { include: ['*.vitest.mjs'] } };",
  );
  writeFileSync(join(project, 'b.test.js'), TEST.replace('IMPORT', ''));
  writeFileSync(join(project, 'c.spec.js'), TEST.replace('IMPORT', "const { test } = require('node:test');"));
  const asModule = TEST.replace(/const (.*) = require\((.*)\);/g, 'import $1 from $2;').replace(
    'IMPORT',
    "import { test } from 'vitest';",
  );
  writeFileSync(join(project, 'a.vitest.mjs'), asModule);
  const packages = [tarball, `nock@${nock}`, `vitest@${vitest}`, `jest@${jest}`];
  const installed = run(
    node,
    [npm, 'install', '--save-dev', '--no-audit', '--no-fund', '--loglevel=error', ...packages],
    project,
  );
  const cells = RUNNERS.map(({ name, args }) => {
    if (installed.status !== 0) return 'npm install fails';
    const { status, stdout, stderr } = run(node, args, project);
    if (status === 0) return 'passes';
    hasFailed = true;
    console.error(`--- ${pair} ${name}\n${stdout}\n${stderr}`.slice(0, 4000));
    return 'fails';
  });
  if (installed.status !== 0) {
    hasFailed = true;
    console.error(installed.stderr);
  }
  const version = (name) =>
    JSON.parse(readFileSync(join(project, 'node_modules', name, 'package.json'), 'utf8')).version;
  const found =
    installed.status === 0 ? [version('nock'), version('vitest'), version('jest')] : [nock, vitest, jest];
  const line = `| ${run(node, ['--version'], project).stdout.trim().slice(1)} | ${found.join(' | ')} | ${cells.join(' | ')} |`;
  console.log(line);
  rows.push(line);
}
rmSync(folder, { recursive: true, force: true });
if (selected.length === 0 && existsSync(PAGE)) {
  const head = `| Node | nock | vitest | jest | ${RUNNERS.map(({ name }) => `under ${name}`).join(' | ')} |\n| ${'--- | '.repeat(4 + RUNNERS.length).trim()}`;
  const table = `<!-- pairs:start -->\n${[head, ...rows].join('\n')}\n<!-- pairs:end -->`;
  writeFileSync(
    PAGE,
    readFileSync(PAGE, 'utf8').replace(/<!-- pairs:start -->[\s\S]*<!-- pairs:end -->/, () => table),
  );
}
process.exitCode = hasFailed ? 1 : 0;
