// Whether memory stays where it is: over many calls, beside other clients, and while a large body passes through.
import { createWriteStream, mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { CLIENTS } from './lib/clients.mjs';
import { inTurns, MB, mb, median, slope, startProcess, times, whole } from './lib/measure.mjs';
import { DOWNLOAD, startServers } from './lib/servers.mjs';

const SELF = fileURLToPath(import.meta.url);
const CLIENT_PROCESS = fileURLToPath(new URL('./lib/client-process.mjs', import.meta.url));
const CONCURRENCY = 10;
const EXPOSE_GC = { execArgv: ['--expose-gc'] };
/** V8 lets its young generation grow up to 16 MB, twice, when enough objects outlive a collection. */
const SMALL_YOUNG_MB = 4;
const SMALL_YOUNG = { execArgv: [...EXPOSE_GC.execArgv, `--max-semi-space-size=${SMALL_YOUNG_MB}`] };
/** What a heap may grow by after the first step: less than 100 bytes a call. */
const FLAT_MB = 1.5;
/** Below this many bytes a call, growth of the heap is chance. */
const NOISE_BYTES = 100;

export async function run({ quick }) {
  const servers = await startServers();
  try {
    const over = await overCalls(servers, quick ? { steps: 2, calls: 10 } : { steps: 4, calls: 5_000 });
    const kinds = quick ? ['sink', 'node'] : ['sink', 'file', 'node'];
    const subjects = Object.fromEntries(kinds.map((kind) => [kind, kind]));
    const plan = quick ? { rounds: 1, warmUps: 0 } : { rounds: 11 };
    const downloads = await inTurns(subjects, plan, async (kind) => {
      const { message, stop } = await startProcess(SELF, [kind, servers.http], EXPOSE_GC);
      await stop();
      return message;
    });
    return [over, downloadTable(downloads)];
  } finally {
    await servers.stop();
  }
}

async function overCalls(servers, { steps, calls }) {
  const { original: _original, ...names } = CLIENTS;
  const workers = {};
  for (const name of Object.keys(names)) {
    workers[name] = await startProcess(CLIENT_PROCESS, [name], { ...EXPOSE_GC, env: servers.env });
  }
  const small = {};
  for (const name of ['ours', 'node']) {
    small[name] = await startProcess(CLIENT_PROCESS, [name], { ...SMALL_YOUNG, env: servers.env });
  }
  try {
    const url = `${servers.http}/`;
    const order = { url, count: calls, concurrency: CONCURRENCY, memory: true };
    const plan = { rounds: steps, warmUps: 1 };
    const taken = await inTurns(workers, plan, (worker) => worker.ask(order));
    const young = await inTurns(small, plan, (worker) => worker.ask(order));
    return callsTable(taken, young, { steps, calls });
  } finally {
    for (const { stop } of [...Object.values(workers), ...Object.values(small)]) await stop();
  }
}

function callsTable(taken, young, { steps, calls }) {
  const heaps = (name) => taken[name].map(({ heap }) => heap);
  const last = (name) => taken[name].at(-1);
  const total = (step) => (step + 1) * calls;
  const leak = (name) =>
    slope(
      taken[name].map((_, step) => total(step)),
      heaps(name).map((heap) => heap * MB),
    );
  const smaller = Object.keys(taken).filter(
    (name) => !['ours', 'node'].includes(name) && last(name).heap < last('ours').heap,
  );
  return {
    title: 'Memory over many calls',
    text:
      `Used heap (buffers outside of it included) and RSS of the calling process after ${whole(steps * calls)} calls ` +
      `(GET of JSON, ${CONCURRENCY} at a time, http), ${whole(calls)} at a step; each figure after two full garbage ` +
      'collections. "Growth" is the slope of the heap over the steps: a leak would show there. All clients ran in one ' +
      'run, step by step in turn.',
    head: [
      'client',
      ...taken.ours.map((_, step) => `heap, ${whole(total(step))} calls`),
      'growth a call',
      'RSS at the end',
      'heap relative to ours',
    ],
    rows: Object.entries(taken).map(([name]) => [
      CLIENTS[name].title,
      ...heaps(name).map(mb),
      Math.abs(leak(name)) < NOISE_BYTES ? `< ${NOISE_BYTES} bytes` : `${whole(leak(name))} bytes`,
      mb(last(name).rss),
      times(last(name).heap / last('ours').heap),
    ]),
    budgets: [
      {
        name: 'growth of our heap after the first step',
        value: heaps('ours').at(-1) - heaps('ours')[0],
        limit: FLAT_MB,
        unit: 'MB',
      },
      {
        name: 'our RSS at the end, over that of node:http',
        value: last('ours').rss - last('node').rss,
        limit: 10,
        unit: 'MB',
      },
      {
        name: `the same with a young generation of ${SMALL_YOUNG_MB} MB`,
        value: young.ours.at(-1).rss - young.node.at(-1).rss,
        limit: 10,
        unit: 'MB',
      },
    ],
    remarks: [
      {
        applies: true,
        text:
          'What RSS has over the heap is mostly the young generation of V8, whose size grows with what outlives a ' +
          `collection, and which is not given back. With \`--max-semi-space-size=${SMALL_YOUNG_MB}\` ours ends at ` +
          `${mb(young.ours.at(-1).rss)}, and node:http alone at ${mb(young.node.at(-1).rss)}.`,
      },
      {
        applies: smaller.length > 0,
        text:
          `Smaller heaps: ${smaller.map((name) => CLIENTS[name].title).join(', ')}. Code counts as heap: ours holds ` +
          'the checks of settings besides what it needs for a call. `fetch` is part of Node, so dropin-request brings ' +
          'little of its own.',
      },
    ],
    chart: {
      file: 'memory.svg',
      title: `Memory after ${whole(steps * calls)} calls`,
      description: 'Megabytes; less is better.',
      groups: [
        { title: 'used heap', bars: bars(taken, ({ heap }) => heap) },
        { title: 'RSS', bars: bars(taken, ({ rss }) => rss) },
      ],
      ownScale: true,
    },
  };
}

function bars(taken, figure) {
  return Object.entries(taken).map(([name, steps]) => {
    const value = figure(steps.at(-1));
    return { label: CLIENTS[name].title, value, text: mb(value), ours: name === 'ours' };
  });
}

/** Starts a download and returns the stream of its body, by our client or by node:http. */
async function opener(kind, origin) {
  if (kind === 'node') {
    const { get } = await import('node:http');
    const open = (url) => new Promise((resolve, reject) => void get(url, resolve).on('error', reject));
    (await open(`${origin}/`)).resume();
    return open;
  }
  const { Toolbelt } = createRequire(import.meta.url)('../dist/index.js');
  Toolbelt.configure({ rateLimit: { mode: 'off' }, whitelist: ['127.0.0.1'] });
  const http = Toolbelt.HTTPClient();
  await http.get(`${origin}/`);
  // In an object, since `await` would wait for the whole body of the call.
  return (url) => ({ call: http.get(url) });
}

/** A body of 200 MB through `.pipe`, in a process of its own. */
async function download(kind, origin) {
  const open = await opener(kind, origin);
  global.gc();
  const before = process.memoryUsage();
  const peak = { rss: 0, heap: 0 };
  let received = 0;
  const start = performance.now();
  const sample = () => {
    const { rss, heapUsed, external } = process.memoryUsage();
    peak.rss = Math.max(peak.rss, rss);
    peak.heap = Math.max(peak.heap, heapUsed + external);
  };
  const timer = setInterval(sample, 5);
  const folder = mkdtempSync(join(tmpdir(), 'lp-faas-toolbelt-bench-'));
  const sink = new Writable({ write: (_chunk, _encoding, done) => done() });
  try {
    const opened = await open(`${origin}/download`);
    const source = opened.call ?? opened;
    source.on('data', (chunk) => {
      received += chunk.length;
    });
    await finished(source.pipe(kind === 'file' ? createWriteStream(join(folder, 'download')) : sink));
  } finally {
    clearInterval(timer);
    rmSync(folder, { recursive: true, force: true });
  }
  sample();
  const elapsed = performance.now() - start;
  if (received !== DOWNLOAD) throw new Error(`${received} bytes arrived`);
  return {
    rate: DOWNLOAD / MB / (elapsed / 1_000),
    before: before.rss / MB,
    rss: peak.rss / MB,
    growth: (peak.rss - before.rss) / MB,
    heap: (peak.heap - before.heapUsed - before.external) / MB,
  };
}

function downloadTable(samples) {
  const titles = {
    sink: 'a stream that drops it',
    file: 'a file',
    node: 'node:http alone, a stream that drops it',
  };
  const of = (kind, field) => median(samples[kind].map((sample) => sample[field]));
  const own = Object.keys(samples).filter((kind) => kind !== 'node');
  return {
    title: 'Memory during a download',
    text:
      `A body of ${DOWNLOAD / MB} MB goes through \`.pipe\`. Peaks of samples every 5 ms; growth is relative to the ` +
      'process after a first small call. Heap includes the buffers outside of it. Medians of ' +
      `${samples.sink.length} processes.`,
    head: ['destination', 'RSS before', 'peak RSS', 'growth', 'growth of heap and buffers', 'MB a second'],
    rows: Object.keys(samples).map((kind) => [
      titles[kind],
      ...['before', 'rss', 'growth', 'heap'].map((field) => mb(of(kind, field))),
      whole(of(kind, 'rate')),
    ]),
    budgets: [
      ...own.map((kind) => ({
        name: `growth of RSS, download to ${titles[kind]}`,
        value: of(kind, 'growth'),
        limit: 20,
        unit: 'MB',
      })),
      {
        name: 'growth of RSS over that of node:http, download to a stream that drops it',
        value: of('sink', 'growth') - of('node', 'growth'),
        limit: 10,
        unit: 'MB',
      },
      {
        name: 'time of node:http for the same download, relative to ours',
        value: of('sink', 'rate') / of('node', 'rate'),
        limit: 0.95,
        atLeast: true,
        unit: '×',
      },
    ],
    remarks: [
      {
        applies: of('node', 'growth') > 20,
        text:
          `node:http alone grows by ${mb(of('node', 'growth'))} with the same body: the buffers of the socket are freed by ` +
          'the garbage collector, which waits for some 32 MB of them. What a client can save is the rest.',
      },
    ],
  };
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const result = await download(process.argv[2], process.argv[3]);
  process.on('disconnect', () => process.exit());
  process.send(result);
}
