// What the test kit and the command line add: invoke to a warm lambda, and `lp-faas-toolbelt invoke` to Node itself.
// Run: npm run build && node bench/testing.bench.mjs
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';

const CLI = fileURLToPath(new URL('../dist/cli/index.js', import.meta.url));
const CALLS = 1_000;
const ROUNDS = 5;
const PROCESSES = 15;
const execute = promisify(execFile);

function median(values) {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
}

async function warmInvoke() {
  const { invoke } = createRequire(import.meta.url)('../dist/testing/index.js');
  const lambda = (input, callback) => callback(null, { hello: input.payload.name });
  const input = { headers: [], payload: { name: 'Ada' } };
  const direct = () => new Promise((resolve) => lambda(input, (_error, result) => resolve(result)));
  const times = { direct: [], invoke: [] };
  // The first round warms up.
  for (let round = 0; round <= ROUNDS; round++) {
    for (const [name, call] of [
      ['direct', direct],
      ['invoke', () => invoke(lambda, input)],
    ]) {
      const start = performance.now();
      for (let count = 0; count < CALLS; count++) await call();
      if (round > 0) times[name].push((performance.now() - start) / CALLS);
    }
  }
  const [bare, through] = [median(times.direct), median(times.invoke)];
  return {
    title: 'invoke of the test kit',
    text: `A warm lambda that calls back at once, ${CALLS.toLocaleString('en')} calls a round; medians of ${ROUNDS} rounds.`,
    command: 'node bench/testing.bench.mjs',
    head: ['what', 'a call'],
    rows: [
      ['the function alone', `${(bare * 1000).toFixed(1)} µs`],
      ['through invoke', `${(through * 1000).toFixed(1)} µs`],
    ],
    budgets: [{ name: 'added by invoke', value: through - bare, limit: 1, unit: 'ms' }],
  };
}

async function timed(args, cwd) {
  const start = performance.now();
  await execute(process.execPath, args, { cwd });
  return performance.now() - start;
}

async function commandLine() {
  const folder = mkdtempSync(join(tmpdir(), 'bench-cli-'));
  writeFileSync(join(folder, 'hello.js'), 'function lambda(input, callback) { callback(null, "hello"); }\n');
  const times = { node: [], cli: [] };
  for (let round = 0; round <= PROCESSES; round++) {
    const [node, cli] = [await timed(['-e', '0'], folder), await timed([CLI, 'invoke', 'hello.js'], folder)];
    if (round > 0) for (const [name, time] of Object.entries({ node, cli })) times[name].push(time);
  }
  rmSync(folder, { recursive: true, force: true });
  const [node, cli] = [median(times.node), median(times.cli)];
  return {
    title: 'The command line',
    text: `A hello-world lambda, in a process of its own as always; medians of ${PROCESSES} runs, in turns.`,
    command: 'node bench/testing.bench.mjs',
    head: ['command', 'wall', 'relative to node -e 0'],
    rows: [
      ['node -e 0', `${node.toFixed(0)} ms`, '1.00 ×'],
      ['lp-faas-toolbelt invoke hello.js', `${cli.toFixed(0)} ms`, `${(cli / node).toFixed(2)} ×`],
    ],
    budgets: [{ name: 'invoke of hello world', value: cli / node, limit: 3, unit: '× node -e 0' }],
  };
}

/** @returns two tables for run.mjs */
export async function run() {
  return [await warmInvoke(), await commandLine()];
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const { print } = await import('./run.mjs');
  for (const table of await run()) print(table);
}
