// Whether memory stays where it is: the heap over many calls, and both heap and RSS while a large body passes through.
// Run: npm run build && node bench/memory.bench.mjs
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable, Writable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';

const SELF = fileURLToPath(import.meta.url);
const STEPS = 4;
const CALLS_PER_STEP = 5_000;
const CONCURRENCY = 10;
const MB = 1 << 20;
const DOWNLOAD = 200 * MB;
/** What a heap may grow by after the first step: less than 100 bytes a call. */
const FLAT_MB = 1.5;

async function serverProcess() {
  const chunk = Buffer.alloc(64 << 10, 'x');
  const server = createServer(({ url }, response) => {
    if (url !== '/large') return response.setHeader('content-type', 'application/json').end('{"a":1}');
    let left = DOWNLOAD;
    const body = new Readable({
      read() {
        this.push(left > 0 ? chunk : null);
        left -= chunk.length;
      },
    });
    return body.pipe(response);
  });
  server.keepAliveTimeout = 600_000;
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  process.on('disconnect', () => process.exit());
  process.send(`http://127.0.0.1:${server.address().port}/`);
}

function client() {
  const { Toolbelt } = createRequire(import.meta.url)('../dist/index.js');
  Toolbelt.configure({ rateLimit: { mode: 'off' }, whitelist: ['127.0.0.1'] });
  return Toolbelt.HTTPClient();
}

async function callsProcess(url) {
  const http = client();
  const heaps = [];
  for (let step = 0; step <= STEPS; step++) {
    // Step 0 warms up.
    let left = step === 0 ? 2_000 : CALLS_PER_STEP;
    const worker = async () => {
      while (left > 0) {
        left -= 1;
        if (left % 2) await http.get(url, { json: true });
        else await http.post(url, { json: { b: left } });
      }
    };
    await Promise.all(Array.from({ length: CONCURRENCY }, worker));
    global.gc();
    await new Promise((resolve) => setImmediate(resolve));
    global.gc();
    heaps.push(process.memoryUsage().heapUsed / MB);
  }
  process.send({ heaps });
  process.disconnect();
}

async function downloadProcess(url, kind) {
  const http = client();
  await http.get(url);
  global.gc();
  const before = process.memoryUsage();
  const peak = { rss: 0, heap: 0 };
  let received = 0;
  const sample = () => {
    const { rss, heapUsed, external } = process.memoryUsage();
    peak.rss = Math.max(peak.rss, rss);
    peak.heap = Math.max(peak.heap, heapUsed + external);
  };
  const timer = setInterval(sample, 5);
  const folder = mkdtempSync(join(tmpdir(), 'lp-faas-toolbelt-bench-'));
  const sink = new Writable({ write: (_chunk, _encoding, done) => done() });
  try {
    const call = http.get(`${url}large`);
    call.on('data', (chunk) => {
      received += chunk.length;
    });
    await finished(call.pipe(kind === 'file' ? createWriteStream(join(folder, 'download')) : sink));
  } finally {
    clearInterval(timer);
    rmSync(folder, { recursive: true, force: true });
  }
  sample();
  if (received !== DOWNLOAD) throw new Error(`${received} bytes arrived`);
  process.send({
    before: before.rss / MB,
    rss: peak.rss / MB,
    growth: (peak.rss - before.rss) / MB,
    heap: (peak.heap - before.heapUsed - before.external) / MB,
  });
  process.disconnect();
}

export async function run() {
  const server = fork(SELF, ['--server']);
  try {
    const [url] = await once(server, 'message');
    const measure = async (...args) => {
      const child = fork(SELF, args, { execArgv: ['--expose-gc'] });
      const exit = once(child, 'exit');
      const [message] = await Promise.race([once(child, 'message'), exit.then(failed)]);
      await exit;
      return message;
    };
    const { heaps } = await measure('--calls', url);
    const sink = await measure('--download', url, 'sink');
    const file = await measure('--download', url, 'file');
    return [calls(heaps), downloads({ sink, file })];
  } finally {
    server.kill();
  }
}

/** A process that ended before it had something to say. */
function failed([code]) {
  throw new Error(`a process of the benchmark ended with ${code}`);
}

function calls(heaps) {
  const [warm, ...steps] = heaps;
  return {
    title: 'Memory over many calls',
    text:
      `Used heap after ${(STEPS * CALLS_PER_STEP).toLocaleString('en')} calls (GET and POST of JSON in turn, ` +
      `${CONCURRENCY} at a time, http) in ${STEPS} steps, each after two full garbage collections.`,
    command: 'node bench/memory.bench.mjs',
    head: ['calls', 'heap', 'relative to the first step'],
    rows: [
      ['warm-up', mb(warm), ''],
      ...steps.map((heap, i) => [
        ((i + 1) * CALLS_PER_STEP).toLocaleString('en'),
        mb(heap),
        `${(heap / steps[0]).toFixed(2)} ×`,
      ]),
    ],
    budgets: [
      {
        name: 'growth of the heap after the first step',
        value: steps.at(-1) - steps[0],
        limit: FLAT_MB,
        unit: 'MB',
      },
    ],
  };
}

function downloads(results) {
  const titles = { sink: 'a stream that drops it', file: 'a file' };
  return {
    title: 'Memory during a download',
    text:
      `A body of ${DOWNLOAD / MB} MB goes through \`.pipe\`. Peaks of samples every 5 ms; growth is relative to the ` +
      'process after a first small call. Heap includes the buffers outside of it.',
    command: 'node bench/memory.bench.mjs',
    head: ['destination', 'RSS before', 'peak RSS', 'growth', 'growth of heap and buffers', 'growth / body'],
    rows: Object.entries(results).map(([kind, { before, rss, growth, heap }]) => [
      titles[kind],
      ...[before, rss, growth, heap].map(mb),
      `${((growth * MB) / DOWNLOAD).toFixed(2)} ×`,
    ]),
    budgets: Object.entries(results).map(([kind, { growth }]) => ({
      name: `growth of RSS, download to ${titles[kind]}`,
      value: growth,
      limit: 64,
      unit: 'MB',
    })),
  };
}

function mb(value) {
  return `${value.toFixed(1)} MB`;
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const [, , mode, url, kind] = process.argv;
  if (mode === '--server') await serverProcess();
  else if (mode === '--calls') await callsProcess(url);
  else if (mode === '--download') await downloadProcess(url, kind);
  else {
    const { print } = await import('./run.mjs');
    for (const table of await run()) print(table);
  }
}
