// What the test kit and the command line add: invoke to a warm lambda, and `lp-faas-toolbelt invoke` to Node itself.
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { inTurns, median, ROOT, timeInTurns, us } from './lib/measure.mjs';

const CLI = join(ROOT, 'dist/cli/index.js');
const BATCH = 100;
const execute = promisify(execFile);

async function warmInvoke(quick) {
  const { invoke } = createRequire(import.meta.url)(`${ROOT}dist/testing/index.js`);
  const lambda = (input, callback) => callback(null, { hello: input.payload.name });
  const input = { headers: [], payload: { name: 'Ada' } };
  const direct = () => new Promise((resolve) => lambda(input, (_error, result) => resolve(result)));
  const many = (call) => {
    const run = async () => {
      for (let count = 0; count < BATCH; count++) await call();
    };
    return Object.assign(run, { batch: BATCH });
  };
  const plan = quick ? { rounds: 1, roundMs: 1 } : { rounds: 9, roundMs: 100 };
  const tasks = { bare: many(direct), through: many(() => invoke(lambda, input)) };
  const { bare, through } = await timeInTurns(tasks, plan);
  return {
    title: 'invoke of the test kit',
    text: `A warm lambda that calls back at once; medians of ${plan.rounds} rounds.`,
    head: ['what', 'a call'],
    rows: [
      ['the function alone', us(bare)],
      ['through invoke', us(through)],
    ],
    budgets: [{ name: 'added by invoke', value: (through - bare) / 1_000, limit: 1, unit: 'ms' }],
  };
}

async function commandLine(quick) {
  const rounds = quick ? 1 : 15;
  const folder = mkdtempSync(join(tmpdir(), 'bench-cli-'));
  writeFileSync(join(folder, 'hello.js'), 'function lambda(input, callback) { callback(null, "hello"); }\n');
  const commands = { node: ['-e', '0'], cli: [CLI, 'invoke', 'hello.js'] };
  const figures = await inTurns(commands, { rounds }, async (args) => {
    const start = performance.now();
    await execute(process.execPath, args, { cwd: folder });
    return performance.now() - start;
  });
  rmSync(folder, { recursive: true, force: true });
  const [node, cli] = [median(figures.node), median(figures.cli)];
  return {
    title: 'The command line',
    text: `A hello-world lambda, in a process of its own as always; medians of ${rounds} runs, in turns.`,
    head: ['command', 'wall', 'relative to node -e 0'],
    rows: [
      ['node -e 0', `${node.toFixed(0)} ms`, '1.00 ×'],
      ['lp-faas-toolbelt invoke hello.js', `${cli.toFixed(0)} ms`, `${(cli / node).toFixed(2)} ×`],
    ],
    budgets: [{ name: 'invoke of hello world', value: cli / node, limit: 3, unit: '× node -e 0' }],
  };
}

export async function run({ quick }) {
  return [await warmInvoke(quick), await commandLine(quick)];
}
