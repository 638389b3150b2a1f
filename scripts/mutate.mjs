// Changes the code of rooms in small ways, one at a time, and runs tests for each change. A change that no test notices
// survives: a test is missing there.
//   node scripts/mutate.mjs src/http src/mtls --sample 60
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
  'usage: node scripts/mutate.mjs <folder or file of src>… [--sample 60] [--seed 1] [--whole] [--tests test/a,test/b]';
/** How long the tests of a mutant may take, beyond three times what they take without it. */
const GRACE_MS = 20_000;
/** Tests that make whole calls, beside the original or on the wire. */
const OF_CALLS = /^test\/(?:differential|acceptance|faults)\//;
/** How long the tests beyond those of the room may take. */
const LONGEST_MS = 600_000;
/** The arguments for what `npm test` runs, but tests of texts, files and examples: they know nothing of a changed line. */
const EVERYTHING = [
  ...['--config', 'test/quick.config.mts', '--exclude', 'test/docs/**', '--exclude', 'test/helpers/**'],
  ...['--exclude', 'test/{architecture,readme,examples}.test.ts'],
];

/** @typedef {{ file: string, change: string, reason: string }} Accepted a survivor that is known, and why it may live */

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    sample: { type: 'string', default: '60' },
    seed: { type: 'string', default: '1' },
    tests: { type: 'string' },
    whole: { type: 'boolean', default: false },
  },
});
const rooms = positionals.map((path) => path.replace(/\/$/, ''));
const sample = Number(values.sample);
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
 * The tests that mirror a file or a folder of src/, and those that import something of it.
 * @param {string} path
 */
function testsOf(path) {
  const [mirror, module] = [path.replace(/^src/, 'test').replace(/\.ts$/, ''), path.replace(/\.ts$/, '')];
  return testFiles.filter((file) => {
    if (file === `${mirror}.test.ts` || file.startsWith(`${mirror}/`)) return true;
    const imports = readFileSync(join(ROOT, file), 'utf8').matchAll(/from '(\.[^']+)'/g);
    return [...imports].some(([, relativePath = '']) => {
      const target = relative(ROOT, join(ROOT, dirname(file), relativePath));
      return target === module || target.startsWith(`${module}/`);
    });
  });
}

/** The room that a file belongs to: the folder below src/, or the one below that in `http`. */
const roomOf = (/** @type {string} */ file) => /^src\/(?:http\/)?[^/]+/.exec(file)?.[0] ?? file;

/**
 * The tests for the mutants of a file, the nearest ones first: those of the file, those of its room, and those of whole calls.
 * With --whole, what `npm test` runs comes last.
 * @param {string} file
 * @returns {string[][]}
 */
function groupsFor(file) {
  if (values.tests !== undefined) return [values.tests.split(',')];
  const near = testsOf(file);
  const inRoom = testsOf(roomOf(file)).filter((test) => !near.includes(test));
  const ofCalls = testFiles.filter(
    (test) => OF_CALLS.test(test) && !near.includes(test) && !inRoom.includes(test),
  );
  return [near, inRoom, ofCalls, ...(values.whole ? [EVERYTHING] : [])];
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
  const child = spawn(process.execPath, args, {
    cwd: COPY,
    env: { ...process.env, NO_COLOR: '1' },
    timeout,
    killSignal: 'SIGKILL',
  });
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
const testFiles = filesIn('test').filter(
  // Generated cases take too long to be run for each mutant, and tests of the built files do not see it.
  (file) => file.endsWith('.test.ts') && !/^test\/(integration|fuzz|cli|package|adapters|bench)\//.test(file),
);
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

process.on('exit', () => rmSync(COPY, { recursive: true, force: true }));
for (const signal of ['SIGINT', 'SIGTERM']) {
  process.on(signal, () => {
    running?.kill('SIGKILL');
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
  const { passed, output } = await run(tests);
  if (!passed) {
    console.error(`${output}\nThese tests fail without any mutant: ${tests.join(' ')}`);
    process.exit(1);
  }
  const most = Math.ceil(3 * (performance.now() - start) + GRACE_MS);
  patience.set(room, most);
  return most;
}

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
    if (tests.length === 0) continue;
    change();
    const { passed, output } = await run(tests, index < 2 ? most : LONGEST_MS);
    restore();
    if (!passed) return /^.*FAIL.*$/m.exec(output)?.[0].trim() ?? 'tests that did not end';
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
