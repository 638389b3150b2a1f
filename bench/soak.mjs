// Sends many calls of one client to servers on the loopback interface, and counts what became of them.
//   node bench/soak.mjs --client http|mtls|lp|secrets|limit --calls 20000
// docs/reliability.md tells what the figures mean. It needs `npm run build`, and openssl for mtls.
import { execFileSync, fork } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const { Toolbelt } = createRequire(import.meta.url)('../dist/index.js');

const CLIENTS = { http, mtls, lp, secrets, limit };
/** How many calls are under way at once. */
const AT_ONCE = 50;
/** One answer of so many breaks off, so that failures are counted as well. */
const BROKEN_EVERY = 97;

const { values } = parseArgs({
  options: { client: { type: 'string', default: 'http' }, calls: { type: 'string', default: '1000' } },
});
const calls = Number(values.calls);
const folder = mkdtempSync(join(tmpdir(), 'soak-'));

if (process.send) await updateUntilKilled();
else if (!Object.hasOwn(CLIENTS, values.client) || !(calls > 0)) {
  console.error(`usage: node bench/soak.mjs --client ${Object.keys(CLIENTS).join('|')} --calls <number>`);
  process.exitCode = 1;
} else {
  const start = performance.now();
  try {
    const figures = await CLIENTS[values.client]();
    const seconds = Number(((performance.now() - start) / 1000).toFixed(1));
    console.log(JSON.stringify({ client: values.client, calls, ...figures, seconds }, null, 2));
    // A figure that should be nothing fails the run.
    if (figures.lost || figures.wrong || figures.broken) process.exitCode = 1;
  } finally {
    Toolbelt.reset();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Starts a server that answers with the number in the path, and notes each number and its time. */
async function listen(tls) {
  const seen = [];
  const listener = (request, response) => {
    const number = Number(request.url.split('/').at(-1));
    seen.push({ number, at: performance.now() });
    request.resume();
    if (seen.length % BROKEN_EVERY === 0)
      response.writeHead(200, { 'content-length': 99 }).end('{', () => request.socket.destroy());
    else response.setHeader('content-type', 'application/json').end(JSON.stringify({ number }));
  };
  const server = tls ? createHttpsServer(tls, listener) : createServer(listener);
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const close = () =>
    new Promise((resolve) => {
      server.close(resolve);
      server.closeAllConnections();
    });
  return { seen, close, host: `127.0.0.1:${server.address().port}` };
}

/** Makes the calls, {@link AT_ONCE} at a time. `call` resolves with the number that the server answered. */
async function soak({ seen, close }, call) {
  const figures = { answered: 0, failed: 0, wrong: 0 };
  let next = 0;
  const worker = async () => {
    while (next < calls) {
      const number = next++;
      try {
        if ((await call(number)) === number) figures.answered += 1;
        else figures.wrong += 1;
      } catch (error) {
        figures.failed += 1;
        figures.firstFailure ??= String(error.message);
      }
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  await close();
  const lost = calls - new Set(seen.map(({ number }) => number)).size;
  return { ...figures, arrived: seen.length, lost };
}

function configure(more) {
  Toolbelt.configure({
    accountId: '12345',
    whitelist: ['127.0.0.1'],
    proxy: false,
    logger: {},
    rateLimit: { mode: 'off' },
    ...more,
  });
}

async function http() {
  const server = await listen();
  configure();
  const client = Toolbelt.HTTPClient();
  return soak(
    server,
    async (number) => (await client(`http://${server.host}/${number}`, { json: true })).number,
  );
}

async function mtls() {
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
  const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=IP:127.0.0.1'];
  const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];
  execFileSync(
    'openssl',
    ['req', '-x509', ...newKey, '-keyout', key, '-out', cert, '-days', '2', ...subject],
    { stdio: 'ignore' },
  );
  const identity = {
    key: readFileSync(key, 'utf8'),
    cert: readFileSync(cert, 'utf8'),
    ca: readFileSync(cert, 'utf8'),
  };
  const server = await listen({ ...identity, requestCert: true, rejectUnauthorized: true });
  configure();
  const client = Toolbelt.MTLSClient(identity);
  return soak(server, async (number) => {
    const { body } = await client.get(`https://${server.host}/${number}`, {}, null, { json: true });
    return body.number;
  });
}

async function lp() {
  const server = await listen();
  const key = { consumerKey: 'ck', consumerSecret: 'cs', token: 'tk', tokenSecret: 'ts' };
  configure({ csds: { msgHist: `http://${server.host}` }, secrets: { 'lp-faas-default-app-key': key } });
  const client = Toolbelt.LpClient();
  return soak(server, async (number) => (await client('msgHist', `/${number}`, { json: true })).number);
}

/** Processes update a secret and are killed; the file must be whole each time, and hold the value of an update. */
async function secrets() {
  const path = join(folder, 'settings.json');
  writeFileSync(
    path,
    JSON.stringify({ whitelist: [], secrets: [{ key: 'a', value: { count: 0, filler: '' } }] }),
  );
  const figures = { kills: 0, updates: 0, broken: 0 };
  for (let kill = 0; kill < calls; kill++) {
    const child = fork(fileURLToPath(import.meta.url), { env: { ...process.env, LP_FAAS_SETTINGS: path } });
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.on('message', () => {
      figures.updates += 1;
    });
    await new Promise((resolve) => child.once('message', resolve));
    await new Promise((resolve) => setTimeout(resolve, Math.random() * 20));
    child.kill('SIGKILL');
    await ended;
    figures.kills += 1;
    try {
      const { count, filler } = JSON.parse(readFileSync(path, 'utf8')).secrets[0].value;
      if (filler.length !== count % 5_000) figures.broken += 1;
    } catch {
      figures.broken += 1;
    }
  }
  return figures;
}

/** The child of {@link secrets}. */
async function updateUntilKilled() {
  const client = Toolbelt.SecretClient();
  for (;;) {
    const { value } = await client.readSecret('a');
    const count = value.count + 1;
    await client.updateSecret({ key: 'a', value: { count, filler: 'x'.repeat(count % 5_000) } });
    process.send('updated');
  }
}

/** All calls at once in mode queue: the fullest second by the clock of the server. */
async function limit() {
  const server = await listen();
  configure({ rateLimit: { mode: 'queue', maxWaitMs: 3_600_000 } });
  const client = Toolbelt.HTTPClient();
  const start = performance.now();
  await Promise.allSettled(
    Array.from({ length: calls }, (_, number) => client(`http://${server.host}/${number}`, { json: true })),
  );
  await server.close();
  const times = server.seen.map(({ at }) => at);
  const fullest = Math.max(
    ...times.map((from) => times.filter((at) => at >= from && at - from < 1_000).length),
  );
  const perSecond = Number(((times.length - 20) / ((Math.max(...times) - start) / 1000)).toFixed(1));
  return { arrived: times.length, fullestSecond: fullest, perSecond };
}
