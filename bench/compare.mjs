// Two builds of this library, a call each in turn: what a change does to the CPU time of a call.
// Usage: node bench/compare.mjs <dist before> <dist after> [--rounds n] [--only text of the titles]
// A dist needs vendor/, package.json and node_modules beside it, as in a checkout.
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { inTurns, median, startProcess, times, us } from './lib/measure.mjs';
import { startServers } from './lib/servers.mjs';

const CLIENT_PROCESS = fileURLToPath(new URL('./lib/client-process.mjs', import.meta.url));
const SCENARIOS = [
  { title: 'GET, http, 1 at a time', concurrency: 1, count: 1_000 },
  { title: 'GET, http, 20 at a time', concurrency: 20, count: 1_000 },
  { title: 'GET, https, 20 at a time', scheme: 'https', concurrency: 20, count: 1_000 },
  { title: 'GET of 1 MB, http, 4 at a time', path: 'large', concurrency: 4, count: 40 },
  { title: 'POST of 1 MB, http, 4 at a time', upload: true, concurrency: 4, count: 40 },
];

const { values, positionals } = parseArgs({
  options: { rounds: { type: 'string', default: '15' }, only: { type: 'string', default: '' } },
  allowPositionals: true,
});
if (positionals.length !== 2) throw new Error('Usage: node bench/compare.mjs <dist before> <dist after>');

const servers = await startServers();
const workers = {};
try {
  for (const [name, dist] of Object.entries({ before: positionals[0], after: positionals[1] })) {
    const env = { ...servers.env, BENCH_DIST: resolve(dist) };
    workers[name] = await startProcess(CLIENT_PROCESS, ['ours'], { env });
  }
  const chosen = SCENARIOS.filter(({ title }) => title.includes(values.only));
  for (const { title, scheme = 'http', path = '', ...order } of chosen) {
    const url = `${servers[scheme]}/${path}`;
    const { before, after } = await inTurns(
      workers,
      { rounds: Number(values.rounds), warmUps: 3 },
      async (worker) => (await worker.ask({ ...order, url })).cpu,
    );
    // Each round against its own: what slows the machine down for a while falls on both.
    const ratio = median(after.map((cost, round) => cost / before[round]));
    console.log(`${title.padEnd(34)} ${us(median(before))} → ${us(median(after))}  (${times(ratio)})`);
  }
} finally {
  for (const { stop } of Object.values(workers)) await stop();
  await servers.stop();
}
