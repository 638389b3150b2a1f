// Changes the code of a room in small ways, one at a time, and runs the tests of the room for each change. A change that
// no test notices survives: a test is missing there.
//   node scripts/mutate.mjs src/http/rules --sample 60
// All changes are made in a copy of the project below .tmp, which is removed at the end.
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  cpSync,
  existsSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { applied, mutantsOf, sampleOf } from './mutants.mjs';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const COPY = join(ROOT, '.tmp', `mutate-${process.pid}`);
const HELP =
  'usage: node scripts/mutate.mjs <folder or file of src> [--sample 60] [--seed 1] [--tests test/a,test/b]';
/** How long the tests of a mutant may take, beyond three times what they take without it. */
const GRACE_MS = 20_000;

/** @typedef {{ file: string, change: string, reason: string }} Accepted a survivor that is known, and why it may live */

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    sample: { type: 'string', default: '60' },
    seed: { type: 'string', default: '1' },
    tests: { type: 'string' },
  },
});
const room = (positionals[0] ?? '').replace(/\/$/, '');
const sample = Number(values.sample);
const seed = Number(values.seed);
if (!/^src\/./.test(room) || !existsSync(join(ROOT, room)) || !(sample > 0) || !Number.isInteger(seed)) {
  console.error(HELP);
  process.exit(2);
}

/**
 * The files that git knows or would add, with a slash between folders.
 * @param {string[]} paths
 */
function filesIn(...paths) {
  const listed = ['ls-files', '--cached', '--others', '--exclude-standard', '--', ...paths];
  const { stdout } = spawnSync('git', listed, { cwd: ROOT, encoding: 'utf8', maxBuffer: 2 ** 26 });
  return [...new Set(stdout.split('\n'))].filter((file) => file !== '' && existsSync(join(ROOT, file)));
}

/** The tests that mirror the room, and those that import one of its files. */
function testsOfRoom() {
  if (values.tests !== undefined) return values.tests.split(',');
  const mirror = room.replace(/^src/, 'test').replace(/\.ts$/, '');
  return filesIn('test').filter((file) => {
    // Generated cases take too long to be run for each mutant.
    if (!file.endsWith('.test.ts') || /^test\/(integration|fuzz)\//.test(file)) return false;
    if (file === `${mirror}.test.ts` || file.startsWith(`${mirror}/`)) return true;
    const imports = readFileSync(join(ROOT, file), 'utf8').matchAll(/from '(\.[^']+)'/g);
    return [...imports].some(([, path = '']) => {
      const target = relative(ROOT, join(ROOT, dirname(file), path));
      return target === room.replace(/\.ts$/, '') || target.startsWith(`${room}/`);
    });
  });
}

/**
 * Runs tests in the copy.
 * @param {string[]} tests
 * @param {number} [timeout] milliseconds
 * @returns {Promise<{ passed: boolean, output: string }>}
 */
async function run(tests, timeout) {
  const vitest = join(ROOT, 'node_modules/vitest/vitest.mjs');
  const args = [vitest, 'run', '--bail', '1', '--maxWorkers=1', '--reporter=dot', ...tests];
  const child = spawn(process.execPath, args, { cwd: COPY, timeout, killSignal: 'SIGKILL' });
  running = child;
  const [out, err, [status]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close'),
  ]);
  return { passed: status === 0, output: out + err };
}

/** @type {import('node:child_process').ChildProcess | undefined} the tests that run at this moment */
let running;

function copyProject() {
  // The times of the files stay: tests of the build compare those of src/ and dist/.
  for (const file of filesIn()) cpSync(join(ROOT, file), join(COPY, file), { preserveTimestamps: true });
  for (const folder of ['node_modules', 'dist', 'vendor']) {
    if (!existsSync(join(COPY, folder))) symlinkSync(join(ROOT, folder), join(COPY, folder));
  }
}

/** @type {Accepted[]} */
const acceptedOnes = JSON.parse(readFileSync(join(ROOT, 'scripts/mutate-accepted.json'), 'utf8'));
const all = filesIn(room)
  .filter((file) => file.endsWith('.ts'))
  .flatMap((file) =>
    mutantsOf(readFileSync(join(ROOT, file), 'utf8')).map((mutant) => ({ file, ...mutant })),
  );
const chosen = sampleOf(all, sample, seed);
const tests = testsOfRoom();
console.log(`${room}: ${chosen.length} of ${all.length} mutants, seed ${seed}, ${tests.length} test files`);

const counts = { killed: 0, accepted: 0, survived: 0 };

function report() {
  const judged = counts.killed + counts.survived;
  const rate = judged === 0 ? 'none' : `${Math.floor((100 * counts.killed) / judged)} %`;
  console.log(
    `${room}: ${counts.killed} of ${judged} mutants were noticed (${rate}), ${counts.survived} survived; ` +
      `${counts.accepted} more are accepted survivors`,
  );
}

process.on('exit', () => rmSync(COPY, { recursive: true, force: true }));
for (const signal of ['SIGINT', 'SIGTERM']) {
  process.on(signal, () => {
    running?.kill('SIGKILL');
    report();
    process.exit(1);
  });
}

copyProject();
const start = performance.now();
const unchanged = await run(tests);
if (tests.length === 0 || !unchanged.passed) {
  console.error(
    `${unchanged.output}\nThese tests fail without any mutant, or there are none: ${tests.join(' ')}`,
  );
  process.exit(1);
}
const patience = Math.ceil(3 * (performance.now() - start) + GRACE_MS);

for (const mutant of chosen) {
  const path = join(COPY, mutant.file);
  const source = readFileSync(path, 'utf8');
  const { atime, mtime } = statSync(path);
  writeFileSync(path, applied(source, mutant));
  utimesSync(path, atime, mtime);
  // Tests that take too long have noticed the mutant, too.
  const { passed } = await run(tests, patience);
  writeFileSync(path, source);
  utimesSync(path, atime, mtime);
  const known = acceptedOnes.find(({ file, change }) => file === mutant.file && change === mutant.change);
  const verdict = !passed ? 'killed' : known === undefined ? 'survived' : 'accepted';
  counts[verdict] += 1;
  if (verdict === 'killed') continue;
  console.log(`${verdict} ${mutant.file}:${mutant.line} (${mutant.operator})\n  ${mutant.change}`);
  if (known !== undefined) console.log(`  ${known.reason}`);
}
report();
