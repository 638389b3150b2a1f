// Changes the code of rooms in small ways, one at a time, and runs tests for each change. A change that no test notices
// survives: a test is missing there.
//   node scripts/mutate.mjs src/http src/mtls --sample 60
// All changes are made in a copy of the project below .tmp, which is removed at the end.
import { fork, spawnSync } from 'node:child_process';
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
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { applied, mutantsOf, sampleOf } from './mutants.mjs';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const COPY = join(ROOT, '.tmp', `mutate-${process.pid}`);
const HELP =
  'usage: node scripts/mutate.mjs <folder or file of src>… [--sample 60|all] [--seed 1] [--nearest] [--tests test/a,test/b]';
/** How long the tests of a mutant may take, beyond three times what they take without it. */
const GRACE_MS = 20_000;
/** Tests that make whole calls or run whole functions: beside the original, on the wire, or with the test kit. */
const OF_CALLS = /^test\/(?:(?:differential|acceptance|faults|security|testing|http\/client)\/|[^/]+$)/;
/** Tests that take too long to be run for each mutant, that see the built files alone, or that look at texts and files. */
const NEVER =
  /^test\/(?:integration|fuzz|cli|package|adapters|bench|docs|examples|readme|architecture|security\/(?:jest-report|leak-guard|lockfile|regular-expressions|security-page))\b/;
/** How long the tests beyond those of the room may take. */
const LONGEST_MS = 600_000;
/** @typedef {{ file: string, change: string, reason: string }} Accepted a survivor that is known, and why it may live */

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    sample: { type: 'string', default: '60' },
    seed: { type: 'string', default: '1' },
    nearest: { type: 'boolean', default: false },
    tests: { type: 'string' },
  },
});
const rooms = positionals.map((path) => path.replace(/\/$/, ''));
const sample = values.sample === 'all' ? Number.POSITIVE_INFINITY : Number(values.sample);
const seed = Number(values.seed);
const areRooms =
  rooms.length > 0 && rooms.every((room) => /^src\/./.test(room) && existsSync(join(ROOT, room)));
if (!areRooms || !(sample > 0) || !Number.isInteger(seed)) {
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

/**
 * The files that a file imports or requires.
 * @param {string} file
 */
function importsOf(file) {
  const known = imports.get(file);
  if (known !== undefined) return known;
  const found = readFileSync(join(ROOT, file), 'utf8').matchAll(/(?:from |import\(|require\()'(\.[^']+)'/g);
  const paths = [...found].map(([, path = '']) => relative(ROOT, join(ROOT, dirname(file), path)));
  const files = paths.map((path) => `${path}.ts`).filter((path) => existsSync(join(ROOT, path)));
  imports.set(file, files);
  return files;
}

/** @type {Map<string, string[]>} */
const imports = new Map();

/**
 * Whether a test loads a file, directly or through other files.
 * @param {string} test
 * @param {string} file
 */
function loads(test, file) {
  const seen = new Set([test]);
  for (const each of seen) for (const imported of importsOf(each)) seen.add(imported);
  return seen.has(file);
}

/**
 * The tests that mirror a file or a folder of src/, and those that import something of it.
 * @param {string} path
 */
function testsOf(path) {
  const [mirror, module] = [path.replace(/^src/, 'test').replace(/\.ts$/, ''), path.replace(/\.ts$/, '')];
  return testFiles.filter(
    (file) =>
      file === `${mirror}.test.ts` ||
      file.startsWith(`${mirror}/`) ||
      importsOf(file).some((imported) => imported === `${module}.ts` || imported.startsWith(`${module}/`)),
  );
}

/** The room that a file belongs to: the folder below src/, or the one below that in `http`. */
const roomOf = (/** @type {string} */ file) => /^src\/(?:http\/)?[^/]+/.exec(file)?.[0] ?? file;

/**
 * The tests for the mutants of a file, the nearest ones first: those of the file, those of its room, and those of whole calls.
 * With --nearest, the last are left out.
 * @param {string} file
 * @returns {string[][]}
 */
function groupsFor(file) {
  if (values.tests !== undefined) return [values.tests.split(',')];
  const near = testsOf(file);
  const inRoom = testsOf(roomOf(file)).filter((test) => !near.includes(test));
  const ofCalls = testFiles.filter(
    (test) => OF_CALLS.test(test) && loads(test, file) && !near.includes(test) && !inRoom.includes(test),
  );
  return values.nearest ? [near, inRoom] : [near, inRoom, ofCalls];
}

/** @type {import('node:child_process').ChildProcess | undefined} the process that runs the tests */
let runner;
/** @type {string[]} files that were changed since the last run */
let changed = [];

async function startRunner() {
  const script = join(ROOT, 'scripts/mutant-tests.mjs');
  const env = { ...process.env, NO_COLOR: '1' };
  const started = fork(script, { cwd: COPY, env, detached: true, stdio: 'ignore' });
  runner = started;
  await once(started, 'message');
  changed = [];
  return started;
}

/** Ends the runner with all processes that it has started. */
function killRunner() {
  if (runner?.pid !== undefined) process.kill(-runner.pid, 'SIGKILL');
  runner = undefined;
}

/**
 * Runs tests in the copy.
 * @param {string[]} tests
 * @param {number} [timeout] milliseconds
 * @returns {Promise<import('./mutant-tests.mjs').Outcome>}
 */
async function run(tests, timeout = LONGEST_MS) {
  const running = runner ?? (await startRunner());
  const timer = setTimeout(killRunner, timeout);
  const done = new AbortController();
  const [answered, ended] = ['message', 'exit'].map((event) => once(running, event, { signal: done.signal }));
  ended?.catch(() => {});
  running.send({ changed, tests });
  changed = [];
  const [outcome] = await Promise.race([answered, ended?.then(() => [undefined])]);
  clearTimeout(timer);
  done.abort();
  if (outcome === undefined) runner = undefined;
  return outcome ?? { passed: false, failure: 'tests that did not end', file: '' };
}

function copyProject() {
  // The times of the files stay: tests of the build compare those of src/ and dist/.
  for (const file of filesIn()) cpSync(join(ROOT, file), join(COPY, file), { preserveTimestamps: true });
  for (const folder of ['node_modules', 'dist', 'vendor']) {
    if (!existsSync(join(COPY, folder))) symlinkSync(join(ROOT, folder), join(COPY, folder));
  }
}

/** @type {Accepted[]} */
const acceptedOnes = JSON.parse(readFileSync(join(ROOT, 'scripts/mutate-accepted.json'), 'utf8'));
const testFiles = filesIn('test').filter((file) => file.endsWith('.test.ts') && !NEVER.test(file));
const all = filesIn(...rooms)
  .filter((file) => file.endsWith('.ts'))
  .flatMap((file) =>
    mutantsOf(readFileSync(join(ROOT, file), 'utf8')).map((mutant) => ({ file, ...mutant })),
  );
const chosen = sampleOf(all, sample, seed);
console.log(`${rooms.join(' ')}: ${chosen.length} of ${all.length} mutants, seed ${seed}`);

const counts = { killed: 0, accepted: 0, survived: 0 };

function report() {
  const judged = counts.killed + counts.survived;
  const rate = judged === 0 ? 'none' : `${Math.floor((100 * counts.killed) / judged)} %`;
  console.log(
    `${rooms.join(' ')}: ${counts.killed} of ${judged} mutants were noticed (${rate}), ${counts.survived} survived; ` +
      `${counts.accepted} more are accepted survivors`,
  );
}

process.on('exit', () => {
  killRunner();
  rmSync(COPY, { recursive: true, force: true });
});
for (const signal of ['SIGINT', 'SIGTERM']) {
  process.on(signal, () => {
    report();
    process.exit(1);
  });
}

/** @type {Map<string, number>} how long a group of tests of each room may take for a mutant, in milliseconds */
const patience = new Map();

/**
 * Runs the nearest tests for all mutants of a room once without a mutant: they have to pass, and their time is the measure.
 * @param {string} room
 */
async function patienceFor(room) {
  const known = patience.get(room);
  if (known !== undefined) return known;
  const files = new Set(chosen.map(({ file }) => file).filter((file) => roomOf(file) === room));
  const tests = [...new Set([...files].flatMap((file) => groupsFor(file).slice(0, 2).flat()))];
  // Without names of files, all tests would run.
  if (tests.length === 0) return LONGEST_MS;
  const start = performance.now();
  const { passed, failure } = await run(tests);
  if (!passed) {
    console.error(`A test fails without any mutant: ${failure}`);
    process.exit(1);
  }
  const most = Math.ceil(3 * (performance.now() - start) + GRACE_MS);
  patience.set(room, most);
  return most;
}

/** @type {Set<string>} files with tests that fail without a mutant, for example on a busy machine. They do not count. */
const failing = new Set();

/**
 * The test that notices a mutant, or that the tests took too long, which is noticed as well.
 * @param {string} file
 * @param {() => void} change
 * @param {() => void} restore
 * @returns {Promise<string | undefined>}
 */
async function noticedBy(file, change, restore) {
  const most = await patienceFor(roomOf(file));
  for (const [index, tests] of groupsFor(file).entries()) {
    let counting = tests.filter((test) => !failing.has(test));
    while (counting.length > 0) {
      change();
      const outcome = await run(counting, index < 2 ? most : LONGEST_MS);
      restore();
      if (outcome.passed) break;
      // Only the tests of the first two groups are known to pass without a mutant.
      if (index < 2 || !outcome.file || (await run([outcome.file])).passed) return outcome.failure;
      failing.add(outcome.file);
      counting = counting.filter((test) => !failing.has(test));
    }
  }
  return undefined;
}

copyProject();
for (const mutant of chosen) {
  const path = join(COPY, mutant.file);
  const source = readFileSync(path, 'utf8');
  const { atime, mtime } = statSync(path);
  /** @param {string} text */
  const write = (text) => {
    writeFileSync(path, text);
    utimesSync(path, atime, mtime);
    changed.push(path);
  };
  const test = await noticedBy(
    mutant.file,
    () => write(applied(source, mutant)),
    () => write(source),
  );
  const known = acceptedOnes.find(({ file, change }) => file === mutant.file && change === mutant.change);
  const verdict = test !== undefined ? 'killed' : known === undefined ? 'survived' : 'accepted';
  counts[verdict] += 1;
  console.log(`${verdict} ${mutant.file}:${mutant.line} (${mutant.operator})\n  ${mutant.change}`);
  console.log(`  ${test ?? known?.reason ?? 'no test notices it'}`);
}
report();
process.exit();
