// Runs every benchmark on the built package and prints Markdown.
// Run: npm run bench            (with -- --write: into docs/benchmarks.md as well)
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { fileURLToPath, pathToFileURL } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const PAGE = fileURLToPath(new URL('../docs/benchmarks.md', import.meta.url));
const INTRODUCTION = `# Benchmarks

What the library costs, and the budget that each figure is held to. Absolute figures depend on the machine; the
ratios beside them hardly do. To repeat all of it: \`npm run bench\`; to write this page: \`npm run bench -- --write\`.
`;

async function runAll() {
  const tables = [];
  for (const name of ['require', 'calls', 'memory', 'whitelist', 'utilities', 'testing']) {
    process.stderr.write(`${name} …\n`);
    const { run } = await import(`./${name}.bench.mjs`);
    const result = await run();
    if (name === 'whitelist') tables.push(whitelistTable(result));
    else tables.push(...[result].flat());
  }
  return tables;
}

function whitelistTable(results) {
  return {
    title: 'Whitelist',
    text:
      'Look-ups a second in whitelists of three sizes, half exact hosts and half wildcards; every request makes one. ' +
      'Their cost must not grow with the list.',
    command: 'node bench/whitelist.bench.mjs',
    head: ['entries', 'kind', 'look-ups a second', 'relative to 10 entries'],
    rows: results.map(({ entries, kind, lookupsPerSecond, relativeTo10 }) => [
      entries.toLocaleString('en'),
      kind,
      Math.round(lookupsPerSecond).toLocaleString('en'),
      `${relativeTo10.toFixed(2)} ×`,
    ]),
    budgets: [],
  };
}

/** One benchmark as Markdown. */
function render({ title, text, command, head, rows, budgets, notes }) {
  const table = (cells, body) =>
    [cells, cells.map((_, i) => (i === 0 ? '---' : '---:')), ...body]
      .map((row) => `| ${row.join(' | ')} |`)
      .join('\n');
  const held = budgets.map(({ name, value, limit, unit }) => [
    name,
    `${value.toFixed(2)} ${unit}`,
    `≤ ${Number(limit.toFixed(2))} ${unit}`,
    value <= limit ? 'met' : '**missed**',
  ]);
  const parts = [`## ${title}`, `${text} To repeat: \`npm run build && ${command}\`.`, table(head, rows)];
  if (held.length > 0) parts.push(table(['budget', 'measured', 'limit', ''], held));
  if (notes) parts.push(notes);
  return `${parts.join('\n\n')}\n`;
}

/** Prints one benchmark; for those that are run alone. */
export function print(table) {
  console.log(render(table));
}

function machine() {
  const date = new Date().toISOString().slice(0, 10);
  return `Measured with Node ${process.versions.node} on ${process.platform}, ${cpus().length} cores, on ${date}.`;
}

async function main() {
  if (!existsSync(`${ROOT}dist/index.js`)) {
    const { status } = spawnSync(process.execPath, [`${ROOT}scripts/build.mjs`], { stdio: 'inherit' });
    if (status !== 0) throw new Error('the build failed');
  }
  const text = [INTRODUCTION, `${machine()}\n`, ...(await runAll()).map(render)].join('\n');
  console.log(text);
  if (!process.argv.includes('--write')) return;
  mkdirSync(`${ROOT}docs`, { recursive: true });
  writeFileSync(PAGE, text);
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) await main();
