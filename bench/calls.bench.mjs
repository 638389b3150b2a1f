// CPU time of one JSON GET in the steady state, beside other clients. The server and every client have a process
// of their own; clients take turns, round by round.
// Run: npm run build && node bench/calls.bench.mjs
// Profile: node --cpu-prof bench/calls.bench.mjs --client ours <url> --profile
import { execFileSync, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const require = createRequire(import.meta.url);
const SELF = fileURLToPath(import.meta.url);
const ROUNDS = 11;
const WARM_UP_ROUNDS = 3;
const BATCH = 500;
const WARM_UP_BATCH = 1_500;
const ANSWER = JSON.stringify({
  id: 'c0ffee',
  state: 'CLOSE',
  records: Array.from({ length: 20 }, (_, i) => ({ i, text: `record ${i}` })),
});

/** Each makes a function that sends one GET and gives the parsed body. */
const CLIENTS = {
  async ours() {
    return oursOn(require('../dist/container.js').createContainer());
  },
  async oursOnNode() {
    const { nodeHttpEngine } = await import('./node-http-engine.mjs');
    return oursOn(require('../dist/container.js').createContainer(nodeHttpEngine));
  },
  async got() {
    const { got } = await import('got');
    const http = new (await import('node:http')).Agent({ keepAlive: true });
    const https = new (await import('node:https')).Agent({ keepAlive: true });
    const client = got.extend({ agent: { http, https }, retry: { limit: 0 }, responseType: 'json' });
    return async (url) => (await client.get(url)).body;
  },
  async dropin() {
    const client = require('dropin-request');
    return (url) => client({ url, json: true });
  },
  async request() {
    const client = require('request-promise-native');
    return (uri) => client({ uri, json: true });
  },
  async original() {
    const client = require('request-promise-native');
    return (uri) => client({ uri, json: true, rejectUnauthorized: false });
  },
};
const TITLES = {
  ours: 'lp-faas-toolbelt',
  oursOnNode: 'lp-faas-toolbelt on a plain node:http engine',
  got: 'got 14, keep-alive agent',
  dropin: 'dropin-request',
  request: 'request-promise-native',
  original: 'request-promise-native as the original calls it',
};

function oursOn(container) {
  container.configuration.configure({ rateLimit: { mode: 'off' }, whitelist: ['127.0.0.1'] });
  const client = container.httpClient();
  return (url) => client.get(url, { json: true });
}

/** CPU microseconds a call of `count` calls, `concurrency` at a time. */
async function measure(call, url, count, concurrency) {
  const before = process.cpuUsage();
  let left = count;
  const worker = async () => {
    while (left > 0) {
      left -= 1;
      const body = await call(url);
      if (body.id !== 'c0ffee') throw new Error(`wrong answer: ${JSON.stringify(body)}`);
    }
  };
  await Promise.all(Array.from({ length: concurrency }, worker));
  const { user, system } = process.cpuUsage(before);
  return (user + system) / count;
}

async function clientProcess(name, url, profile) {
  const call = await CLIENTS[name]();
  if (profile) return void (await measure(call, url, 20_000, 1));
  process.on('message', async ({ url, count, concurrency }) => {
    process.send({ cpu: await measure(call, url, count, concurrency) });
  });
  process.send({ ready: true });
}

async function serverProcess(folder) {
  const answer = (_request, response) => {
    response
      .writeHead(200, { 'content-type': 'application/json', 'content-length': ANSWER.length })
      .end(ANSWER);
  };
  const identity = {
    key: readFileSync(join(folder, 'key.pem')),
    cert: readFileSync(join(folder, 'cert.pem')),
  };
  const urls = {};
  for (const [scheme, server] of [
    ['http', createServer(answer)],
    ['https', createTlsServer(identity, answer)],
  ]) {
    server.keepAliveTimeout = 600_000;
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    urls[scheme] = `${scheme}://127.0.0.1:${server.address().port}/`;
  }
  process.on('disconnect', () => process.exit());
  process.send(urls);
}

function makeCertificate(folder) {
  const names = ['-subj', '/CN=127.0.0.1', '-addext', 'subjectAltName=IP:127.0.0.1'];
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-keyout', 'key.pem'];
  const args = ['req', '-x509', ...key, '-out', 'cert.pem', '-days', '2', ...names];
  execFileSync('openssl', args, { cwd: folder, stdio: 'pipe' });
}

export async function run() {
  const folder = mkdtempSync(join(tmpdir(), 'lp-faas-toolbelt-bench-'));
  const children = [];
  try {
    makeCertificate(folder);
    const env = { ...process.env, NODE_EXTRA_CA_CERTS: join(folder, 'cert.pem'), NODE_NO_WARNINGS: '1' };
    const start = async (...args) => {
      const child = fork(SELF, args, { env });
      children.push(child);
      // Killed only at the end, when nobody waits any more.
      const failed = once(child, 'exit').then(([code]) => {
        throw new Error(`a process of the benchmark ended with ${code}`);
      });
      failed.catch(() => undefined);
      const next = async () => (await Promise.race([once(child, 'message'), failed]))[0];
      return { child, next, message: await next() };
    };
    const { message: urls } = await start('--server', folder);
    const workers = {};
    for (const name of Object.keys(CLIENTS)) workers[name] = await start('--client', name);
    const scenarios = ['http', 'https'].flatMap((scheme) =>
      [1, 20].map((concurrency) => ({ scheme, concurrency, samples: {} })),
    );
    for (let round = -WARM_UP_ROUNDS; round < ROUNDS; round++) {
      for (const { scheme, concurrency, samples } of scenarios) {
        for (const [name, worker] of Object.entries(workers)) {
          // Without keep-alive every call leaves a port behind for a minute.
          const count = name === 'original' ? BATCH / 2 : round < 0 ? WARM_UP_BATCH : BATCH;
          worker.child.send({ url: urls[scheme], count, concurrency });
          const { cpu } = await worker.next();
          samples[name] ??= [];
          if (round >= 0) samples[name].push(cpu);
        }
      }
    }
    return report(scenarios);
  } finally {
    for (const child of children) child.kill();
    rmSync(folder, { recursive: true, force: true });
  }
}

function report(scenarios) {
  const cost = (scenario, name) => median(scenario.samples[name]);
  const head = [
    'client',
    ...scenarios.map(({ scheme, concurrency }) => `${scheme}, ${concurrency} at a time`),
  ];
  const rows = Object.entries(TITLES).map(([name, title]) => [
    title,
    ...scenarios.map((scenario) => {
      const microseconds = cost(scenario, name);
      return `${Math.round(microseconds)} µs (${(microseconds / cost(scenario, 'got')).toFixed(2)} ×)`;
    }),
  ]);
  const budgets = scenarios.flatMap((scenario) => {
    const where = `${scenario.scheme}, ${scenario.concurrency} at a time`;
    const ratio = (other) => cost(scenario, 'ours') / cost(scenario, other);
    return [
      { name: `CPU relative to got, ${where}`, value: ratio('got'), limit: 1.25, unit: '×' },
      { name: `CPU relative to dropin-request, ${where}`, value: ratio('dropin'), limit: 1, unit: '×' },
      ...(scenario.scheme === 'https'
        ? ['request', 'original'].map((name) => ({
            name: `CPU relative to ${TITLES[name]}, ${where}`,
            value: ratio(name),
            limit: 1 / 3,
            unit: '×',
          }))
        : []),
    ];
  });
  return {
    title: 'Calls',
    text:
      `CPU time (user and system) of the calling process for one GET of ${ANSWER.length} bytes of JSON on loopback, ` +
      `warm, median of ${ROUNDS} rounds of ${BATCH} calls; in brackets relative to got. The server runs in another ` +
      'process, and so does every client; they take turns. https uses a certificate made for the run, trusted through ' +
      'NODE_EXTRA_CA_CERTS. Every client keeps connections alive, request-promise-native by the global agent of ' +
      'Node ≥ 19. The original toolbelt passes rejectUnauthorized: false, for which request makes an agent without ' +
      'keep-alive: the last row, on https.',
    notes:
      'The budgets against dropin-request, and against a request-promise-native that keeps its connections, are missed ' +
      'as long as got is the engine: bare got misses them as well. A profile of a call (http, one at a time, 342 µs) ' +
      'shows where the time goes: about 120 µs in the write to the socket, 136 µs in the other parts of Node, 40 µs in ' +
      'got itself, 33 µs of garbage collection (7 µs on the node:http engine), and 45 µs in this library, of which ' +
      '12 µs are for the two looks at the settings files. The second row is the same pipeline on node:http, 100 µs ' +
      'less a call: `src/http/engine.ts` is the only file that would change. To profile: ' +
      '`node --cpu-prof bench/calls.bench.mjs --client ours <url> --profile`.',
    command: 'node bench/calls.bench.mjs',
    head,
    rows,
    budgets,
  };
}

function median(values) {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const [, , mode, argument, url, profile] = process.argv;
  if (mode === '--server') await serverProcess(argument);
  else if (mode === '--client') await clientProcess(argument, url, profile === '--profile');
  else {
    const { print } = await import('./run.mjs');
    print(await run());
  }
}
