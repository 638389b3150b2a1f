// Look-ups a second in whitelists of 10, 1,000 and 100,000 entries. Their cost must not grow with the list.
// Run: npm run build && node bench/whitelist.bench.mjs
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';

const BUILT = fileURLToPath(new URL('../dist/http/whitelist.js', import.meta.url));
const SIZES = [10, 1_000, 100_000];
const ROUNDS = 9;
const ROUND_MS = 40;
/** Look-ups between two glances at the clock. */
const BATCH = 2_000;
/** Hosts asked for in turn: enough that no single answer is cached, few enough to stay in the processor's cache. */
const HOSTS = 64;

/** Half exact hosts, half wildcards. */
function entriesOf(size) {
  return Array.from({ length: size }, (_, index) =>
    index % 2 === 0 ? `host-${index}.example.com` : `*.zone-${index}.example.net`,
  );
}

/** Hosts spread evenly over the list. Made by `URL`, as they are in use: joined strings would be hashed anew. */
function hostsOf(size, kind) {
  return Array.from({ length: HOSTS }, (_, nth) => {
    const index = 2 * Math.floor((nth * size) / (2 * HOSTS));
    if (kind === 'exact') return hostname(`host-${index}.example.com`);
    if (kind === 'wildcard') return hostname(`a.b.zone-${index + 1}.example.net`);
    return hostname(`a.b.absent-${index}.example.org`);
  });
}

function hostname(host) {
  return new URL(`https://${host}/`).hostname;
}

function measure(whitelist, hosts, expected) {
  let hits = 0;
  let lookups = 0;
  const start = performance.now();
  let elapsed = 0;
  while (elapsed < ROUND_MS) {
    for (let turn = 0; turn < BATCH; turn++) if (whitelist.allows(hosts[turn % HOSTS])) hits++;
    lookups += BATCH;
    elapsed = performance.now() - start;
  }
  if (hits !== (expected ? lookups : 0)) throw new Error('the whitelist gave a wrong answer');
  return (lookups / elapsed) * 1_000;
}

function median(values) {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
}

/**
 * Measures every size and kind in turn, round by round, so that a slow moment of the machine hits all alike.
 * @returns rows `{ entries, kind, lookupsPerSecond, relativeTo10 }`; `relativeTo10` is 1 when the list's length costs nothing.
 */
export function run() {
  if (!existsSync(BUILT)) throw new Error(`${BUILT} is missing: run "npm run build" first`);
  const { compileWhitelist } = createRequire(import.meta.url)(BUILT);
  const cases = SIZES.flatMap((entries) => {
    const whitelist = compileWhitelist(entriesOf(entries));
    return ['exact', 'wildcard', 'miss'].map((kind) => {
      return { entries, kind, whitelist, hosts: hostsOf(entries, kind), rates: [] };
    });
  });
  // The first round warms up.
  for (let round = 0; round <= ROUNDS; round++) {
    for (const { kind, whitelist, hosts, rates } of cases) {
      const rate = measure(whitelist, hosts, kind !== 'miss');
      if (round > 0) rates.push(rate);
    }
  }
  const rows = cases.map(({ entries, kind, rates }) => ({ entries, kind, lookupsPerSecond: median(rates) }));
  return rows.map((row) => {
    const base = rows.find(({ entries, kind }) => entries === SIZES[0] && kind === row.kind);
    return { ...row, relativeTo10: row.lookupsPerSecond / base.lookupsPerSecond };
  });
}

function print(rows) {
  console.log(`${'entries'.padStart(9)}  ${'kind'.padEnd(8)}  ${'look-ups/s'.padStart(12)}  relative to 10`);
  for (const { entries, kind, lookupsPerSecond, relativeTo10 } of rows) {
    const columns = [
      entries.toLocaleString('en').padStart(9),
      kind.padEnd(8),
      Math.round(lookupsPerSecond).toLocaleString('en').padStart(12),
      relativeTo10.toFixed(2).padStart(14),
    ];
    console.log(columns.join('  '));
  }
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  try {
    print(run());
  } catch (error) {
    console.error(error.message);
    process.exitCode = 1;
  }
}
