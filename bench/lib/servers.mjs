// The servers that the benchmarks call, in a process of their own: small and large answers over http and https, a
// download, and a service that takes its time.
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { MB, startProcess } from './measure.mjs';

const SELF = fileURLToPath(import.meta.url);
export const LATENCY_MS = 20;
export const DOWNLOAD = 200 * MB;

const SMALL = JSON.stringify({
  id: 'c0ffee',
  state: 'CLOSE',
  records: Array.from({ length: 20 }, (_, i) => ({ i, text: `record ${i}` })),
});
export const SMALL_BYTES = SMALL.length;
const LARGE = Buffer.from(JSON.stringify({ id: 'c0ffee', text: 'x'.repeat(MB) }));

/**
 * Starts them, with a certificate made for the run.
 * @returns `http` and `https` (origins), `env` for the processes that call them, `stop`
 */
export async function startServers() {
  const folder = mkdtempSync(join(tmpdir(), 'lp-faas-toolbelt-bench-'));
  const names = ['-subj', '/CN=127.0.0.1', '-addext', 'subjectAltName=IP:127.0.0.1'];
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-keyout', 'key.pem'];
  const args = ['req', '-x509', ...key, '-out', 'cert.pem', '-days', '2', ...names];
  execFileSync('openssl', args, { cwd: folder, stdio: 'pipe' });
  const { message, stop } = await startProcess(SELF, [folder]);
  const env = { ...process.env, NODE_EXTRA_CA_CERTS: join(folder, 'cert.pem'), NODE_NO_WARNINGS: '1' };
  return {
    ...message,
    env,
    async stop() {
      await stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

const JSON_TYPE = { 'content-type': 'application/json' };

function answer(request, response) {
  const { url } = request;
  const send = (body) => response.writeHead(200, { ...JSON_TYPE, 'content-length': body.length }).end(body);
  if (url === '/download') return void download(response);
  if (url === '/large') return void send(LARGE);
  const service = livePerson(request);
  if (service) return void request.resume().on('end', () => send(JSON.stringify(service)));
  if (url.startsWith('/auth/')) {
    return void response.writeHead(200, { 'x-auth-token': 't', 'x-storage-url': storageUrl(request) }).end();
  }
  // What is sent is read to its end: clients of a real service wait for that as well.
  if (request.method !== 'GET') return void request.resume().on('end', () => later(url, () => send(SMALL)));
  later(url, () => send(SMALL));
}

/** What LivePerson's services answer, as far as a first call needs them: hosts, a token, a conversation. */
function livePerson({ url, headers }) {
  if (/^\/api\/account\/[^/]+\/service\//.test(url)) {
    return { baseURIs: ['sentinel', 'msgHist'].map((service) => ({ service, baseURI: headers.host })) };
  }
  if (url.startsWith('/sentinel/')) return { access_token: 'token', token_type: 'Bearer', expires_in: 3_600 };
  if (url.startsWith('/history')) return JSON.parse(SMALL);
  if (url.startsWith('/messaging_history/')) {
    return { conversationHistoryRecords: [{ info: { conversationId: 'c1' }, messageRecords: [] }] };
  }
  return undefined;
}

/** Everything but the roots is a service over a network. */
function later(url, send) {
  if (url === '/') send();
  else setTimeout(send, LATENCY_MS);
}

function storageUrl({ headers }) {
  return `http://${headers.host}/v1/AUTH_account`;
}

function download(response) {
  const chunk = Buffer.alloc(64 << 10, 'x');
  let left = DOWNLOAD;
  const body = new Readable({
    read() {
      this.push(left > 0 ? chunk : null);
      left -= chunk.length;
    },
  });
  body.pipe(response);
}

async function serve(folder) {
  const identity = {
    key: readFileSync(join(folder, 'key.pem')),
    cert: readFileSync(join(folder, 'cert.pem')),
  };
  const origins = {};
  for (const [scheme, server] of [
    ['http', createServer(answer)],
    ['https', createTlsServer(identity, answer)],
  ]) {
    server.keepAliveTimeout = 600_000;
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    origins[scheme] = `${scheme}://127.0.0.1:${server.address().port}`;
  }
  process.on('disconnect', () => process.exit());
  process.send(origins);
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  await serve(process.argv[2]);
}
