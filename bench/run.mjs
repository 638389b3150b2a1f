// Runs the benchmarks on the built package, each in a process of its own, and writes docs/benchmarks.md and its charts.
// Usage: npm run bench [-- --only a,b] [-- --quick] [-- --out folder]
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { renderChart } from './lib/chart.mjs';
import { ROOT, startProcess } from './lib/measure.mjs';
import { renderPage, renderTable } from './lib/page.mjs';

/** In the order of the page. */
const BENCHMARKS = [
  'cold-start',
  'calls',
  'memory',
  'whitelist',
  'limiter',
  'signing',
  'utilities',
  'testing',
  'host',
  'size',
];
const SELF = fileURLToPath(import.meta.url);

/** The chosen benchmarks, what to write where, or an error that says what is wrong. */
function readArguments() {
  const { values } = parseArgs({
    options: { only: { type: 'string' }, quick: { type: 'boolean' }, out: { type: 'string' } },
  });
  const chosen = values.only?.split(',').map((name) => name.trim()) ?? BENCHMARKS;
  const unknown = chosen.filter((name) => !BENCHMARKS.includes(name));
  if (unknown.length > 0) {
    throw new Error(
      `--only: no benchmark is called ${unknown.join(', ')}. There are: ${BENCHMARKS.join(', ')}.`,
    );
  }
  const isPage = values.only === undefined && !values.quick;
  return {
    chosen,
    quick: values.quick === true,
    out: values.out ?? (isPage ? join(ROOT, 'docs') : undefined),
  };
}

async function main() {
  const { chosen, quick, out } = readArguments();
  if (!existsSync(join(ROOT, 'dist/index.js')))
    throw new Error('dist/ is missing: run "npm run build" first');
  const tables = [];
  for (const name of BENCHMARKS.filter((candidate) => chosen.includes(candidate))) {
    const start = performance.now();
    const { message, stop } = await startProcess(SELF, ['--benchmark', name, String(quick)], {
      execArgv: ['--expose-gc'],
    });
    await stop();
    tables.push(...message);
    process.stderr.write(`${name}: ${((performance.now() - start) / 1_000).toFixed(0)} s\n`);
    if (!out) for (const table of message) console.log(renderTable(table));
  }
  if (out) write(tables, out, quick);
}

function write(tables, out, quick) {
  const charts = join(out, 'charts');
  mkdirSync(charts, { recursive: true });
  for (const { chart } of tables) if (chart) writeFileSync(join(charts, chart.file), renderChart(chart));
  const page = join(out, 'benchmarks.md');
  writeFileSync(page, renderPage(tables, { quick }));
  console.log(`Written: ${page}`);
}

/** Started by main: one benchmark, so that none runs on what another left behind. */
async function benchmark(name, quick) {
  const { run } = await import(`./${name}.bench.mjs`);
  const tables = await run({ quick });
  await new Promise((resolve) => process.send(tables, resolve));
}

if (process.argv[2] === '--benchmark') await benchmark(process.argv[3], process.argv[4] === 'true');
else {
  try {
    await main();
  } catch (error) {
    console.error(error.message);
    process.exitCode = 1;
  }
}
