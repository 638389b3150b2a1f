// The host: invocations beside a bare server, the first answer of `serve`, reload, memory, and a function that loops.
import { execFile, execFileSync, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { inTurns, MB, mb, median, ms, ROOT, startProcess, times } from './lib/measure.mjs';

const HOST = fileURLToPath(new URL('./lib/host-process.mjs', import.meta.url));
const LOAD = fileURLToPath(new URL('./lib/load-process.mjs', import.meta.url));
const CLI = join(ROOT, 'dist/cli/index.js');
const CONCURRENCY = 50;
const HELLO = 'function lambda(input, callback) { callback(null, { hello: input.payload.name }); }\n';
const LOOP = 'function lambda() { for (;;); }\n';
const execute = promisify(execFile);

function projectOf(functions) {
  const folder = mkdtempSync(join(tmpdir(), 'bench-host-'));
  for (const [name, source] of Object.entries(functions)) {
    mkdirSync(join(folder, 'functions', name), { recursive: true });
    writeFileSync(join(folder, 'functions', name, 'index.js'), source);
  }
  return folder;
}

async function withHost(functions, use) {
  const folder = projectOf(functions);
  const host = await startProcess(HOST, [folder], { execArgv: ['--expose-gc'] });
  try {
    return await use(host, folder);
  } finally {
    await host.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

const answerOf = async (url) => {
  const body = JSON.stringify({ headers: [], payload: { name: 'Ada' } });
  return (await fetch(url, { method: 'POST', body })).text();
};

function invocations(quick) {
  return withHost({ hello: HELLO, other: HELLO, loop: LOOP }, async (host) => {
    const load = await startProcess(LOAD, []);
    const { bare, hello, loop } = host.message;
    const [warmUps, rounds, count] = quick ? [1, 1, 200] : [5, 15, 4_000];
    const p99s = { [bare]: [], [hello]: [] };
    const measure = async (url, isWarmUp) => {
      const { perSecond, p99 } = await load.ask({ url, count, concurrency: CONCURRENCY });
      if (!isWarmUp) p99s[url].push(p99);
      return perSecond;
    };
    const figures = await inTurns({ bare, hello }, { rounds, warmUps }, measure);
    answerOf(loop).catch(() => undefined);
    const atFirst = await load.ask({ url: hello, count, concurrency: CONCURRENCY });
    // The host needs a moment to see that the thread of the process is held.
    if (!quick) await new Promise((resolve) => setTimeout(resolve, 2_000));
    const beside = await load.ask({ url: hello, count, concurrency: CONCURRENCY });
    await load.stop();
    const [http, ours] = [median(figures.bare), median(figures.hello)];
    return {
      title: 'Invocations of the host',
      text:
        `A warm hello-world function, ${CONCURRENCY} at a time from one other process; medians of ${rounds} rounds of ` +
        `${count} invocations, in turns, after ${warmUps * count} to warm up. The load and both servers share the processors of one machine. ` +
        `With ${CONCURRENCY} at a time, an average invocation takes ${CONCURRENCY} divided by the invocations a second, whoever ` +
        'needs the time: the p99 of node:http shows how much of it the load alone takes. ' +
        'The host is measured beside a loop twice: when the loop begins, and again 2 s later, when the host has lowered its priority.',
      head: ['server', 'invocations a second', 'of node:http', 'p99'],
      rows: [
        ['node:http with a JSON answer', http.toFixed(0), times(1), ms(median(p99s[bare]))],
        ['the host', ours.toFixed(0), times(ours / http), ms(median(p99s[hello]))],
        ...Object.entries({
          'the host, when another function begins to loop for ever': atFirst,
          'the host, 2 s later': beside,
        }).map(([what, { perSecond, p99 }]) => [
          what,
          perSecond.toFixed(0),
          times(perSecond / http),
          ms(p99),
        ]),
      ],
      budgets: [
        { name: 'node:http beside the host', value: http / ours, limit: 1 / 0.6, unit: '×' },
        { name: `p99 at ${CONCURRENCY} at a time`, value: median(p99s[hello]), limit: 10, unit: 'ms' },
      ],
    };
  });
}

/** Whether the memory of the host grows with the invocations, once it keeps as many as it may. */
function memory(quick) {
  return withHost({ hello: HELLO }, async (host) => {
    const load = await startProcess(LOAD, []);
    const [warmUp, count] = quick ? [100, 200] : [3_000, 10_000];
    await load.ask({ url: host.message.hello, count: warmUp, concurrency: CONCURRENCY });
    const before = await host.ask('memory');
    await load.ask({ url: host.message.hello, count, concurrency: CONCURRENCY });
    const after = await host.ask('memory');
    await load.stop();
    const grown = (key) => (after[key] - before[key]) / MB;
    const shown = (value) => `${value > 0 ? '+' : ''}${mb(value)}`;
    return {
      title: 'Memory of the host',
      text: `What ${count.toLocaleString('en-US')} invocations add, after ${warmUp.toLocaleString('en-US')} to warm up.`,
      head: ['what', 'before', 'grown by'],
      rows: [
        ['the heap, after a collection', mb(before.heapUsed / MB), shown(grown('heapUsed'))],
        ['the memory of the process', mb(before.rss / MB), shown(grown('rss'))],
      ],
      budgets: [{ name: 'heap of the host, grown', value: grown('heapUsed'), limit: 2, unit: 'MB' }],
    };
  });
}

/** Milliseconds from the start of `serve` to the first answer of a function. */
async function firstAnswer(folder) {
  const start = performance.now();
  const child = spawn(process.execPath, [CLI, 'serve', folder, '--port', '0', '--json'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ready = await new Promise((resolve) => {
    let text = '';
    child.stdout.setEncoding('utf8').on('data', (chunk) => {
      text += chunk;
      const line = text.split('\n').find((candidate) => candidate.includes('"ready"'));
      if (line && text.includes('\n')) resolve(JSON.parse(line));
    });
  });
  const { url, accountId, functions } = ready;
  await answerOf(`${url}/api/account/${accountId}/lambdas/${functions[0].uuid}/invoke?v=1`);
  const elapsed = performance.now() - start;
  child.kill('SIGINT');
  await new Promise((resolve) => child.once('exit', resolve));
  return elapsed;
}

async function start(quick) {
  const folder = projectOf({ hello: HELLO });
  const rounds = quick ? 1 : 11;
  const code = "require('child_process').spawn(process.execPath, ['-e', '0'])";
  const run = async (what) => {
    if (what === 'serve') return firstAnswer(folder);
    const begin = performance.now();
    await execute(process.execPath, ['-e', what]);
    return performance.now() - begin;
  };
  const figures = await inTurns({ node: '0', fork: code, serve: 'serve' }, { rounds }, run);
  rmSync(folder, { recursive: true, force: true });
  const [node, fork, serve] = [median(figures.node), median(figures.fork), median(figures.serve)];
  const limit = (3 * node + (fork - node)) / node;
  return {
    title: 'The first answer of serve',
    text: `From the start of the program to the answer of a function that was never called; medians of ${rounds} runs.`,
    head: ['program', 'wall', 'relative to node -e 0'],
    rows: [
      ['node -e 0', ms(node), times(1)],
      ['node that forks node -e 0', ms(fork), times(fork / node)],
      ['serve, to its first answer', ms(serve), times(serve / node)],
    ],
    budgets: [{ name: 'first answer of serve', value: serve / node, limit, unit: '× node -e 0' }],
  };
}

function reload(quick) {
  return withHost({ hello: HELLO }, async (host, folder) => {
    const { hello } = host.message;
    const rounds = quick ? 1 : 11;
    const waits = [];
    for (let round = 0; round <= rounds; round++) {
      await answerOf(hello);
      const begin = performance.now();
      writeFileSync(
        join(folder, 'functions/hello/index.js'),
        `function lambda(input, callback) { callback(null, ${round}); }\n`,
      );
      while ((await answerOf(hello)) !== String(round))
        await new Promise((resolve) => setTimeout(resolve, 20));
      if (round > 0) waits.push(performance.now() - begin);
    }
    return {
      title: 'Reload of the host',
      text: `From a save to the first answer of the new version; median of ${rounds} saves.`,
      head: ['what', 'time'],
      rows: [['reload', ms(median(waits))]],
      budgets: [{ name: 'reload', value: median(waits), limit: 300, unit: 'ms' }],
    };
  });
}

function idle() {
  const functions = Object.fromEntries(Array.from({ length: 50 }, (_, index) => [`f${index}`, HELLO]));
  const folder = projectOf(functions);
  const script = `require(${JSON.stringify(join(ROOT, 'dist/host/index.js'))})
    .createHost({ folder: ${JSON.stringify(folder)}, watch: true, schedules: true })
    .then(async (host) => {
      await host.listen();
      // The watcher starts a little later.
      await new Promise((resolve) => setTimeout(resolve, 1_000));
      console.log(process.memoryUsage().rss);
      await host.close();
    });`;
  const rss = Number(execFileSync(process.execPath, ['-e', script], { encoding: 'utf8' })) / MB;
  rmSync(folder, { recursive: true, force: true });
  return {
    title: 'A host with 50 functions that were never called',
    text: 'It listens, and watches their files. It has no child processes.',
    head: ['what', 'memory'],
    rows: [['the host', mb(rss)]],
    budgets: [{ name: 'a host with 50 idle functions', value: rss, limit: 80, unit: 'MB' }],
  };
}

export async function run({ quick }) {
  return [await invocations(quick), await memory(quick), await start(quick), await reload(quick), idle()];
}
