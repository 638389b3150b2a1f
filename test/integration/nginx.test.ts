import { get, type IncomingMessage } from 'node:http';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { Client } from '../../src/functions-client/index';
import { Toolbelt } from '../../src/index';
import { type Identity, useCertificates } from '../helpers/make-certificates';
import { startServer, type TestServer } from '../helpers/with-server';
import { type Nginx, startNginx } from './nginx';
import { describeWith, freePorts } from './programs';

const TEXT = 'größer als ein Paket, und gut zu packen\n'.repeat(20_000);
const APP_KEY = { consumerKey: 'ck', consumerSecret: 'cs', token: 'tk', tokenSecret: 'ts' };
const DECODERS = { gzip: gunzipSync, br: brotliDecompressSync } as const;

const certificates = useCertificates();
let ann: Identity;
let backend: TestServer;
let nginx: Nginx;
/** Two that close a connection after its third request, and two that close at once what lies idle. */
let ports: { plain: number; secure: number; hastyPlain: number; hastySecure: number };

describeWith(['nginx', 'ngx_http_brotli_filter_module.so', 'openssl'], 'nginx', () => {
  beforeAll(async () => {
    ann = certificates.client('ann');
    backend = await startServer((_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json' }).end('{"done":true}');
    });
    const [plain = 0, secure = 0, hastyPlain = 0, hastySecure = 0] = await freePorts(4);
    ports = { plain, secure, hastyPlain, hastySecure };
    const { key, cert } = certificates.server('localhost');
    const server = (listen: string, limits: string) => `
      server {
        listen 127.0.0.1:${listen};
        ${limits}
        location /connection { default_type application/json; return 200 '{"connection":"$connection"}'; }
        location /gzip/ { gzip on; gzip_types *; gzip_min_length 1; alias $folder/; }
        location /br/ { brotli on; brotli_types *; brotli_min_length 1; alias $folder/; }
        location /limited { limit_req zone=caller; proxy_pass http://127.0.0.1:${backend.port}; }
        location /api/account/gateway/ { limit_req zone=four; proxy_pass http://127.0.0.1:${backend.port}; }
        location /api/account/fast/ { limit_req zone=twenty; proxy_pass http://127.0.0.1:${backend.port}; }
      }`;
    const patient = 'keepalive_requests 3; keepalive_timeout 60s;';
    const hasty = 'keepalive_requests 10000; keepalive_timeout 1ms;';
    nginx = await startNginx({
      ports: Object.values(ports),
      modules: ['ngx_http_brotli_filter_module.so'],
      files: { 'server.key': key, 'server.crt': cert, 'ca.crt': certificates.ca, 'text.txt': TEXT },
      http: `
        ssl_certificate $folder/server.crt;
        ssl_certificate_key $folder/server.key;
        ssl_client_certificate $folder/ca.crt;
        ssl_verify_client optional;
        limit_req_zone $arg_caller zone=caller:1m rate=1r/m;
        limit_req_zone $server_port zone=four:1m rate=4r/s;
        limit_req_zone $server_port zone=twenty:1m rate=20r/s;
        limit_req_status 429;
        ${server(`${plain}`, patient)}
        ${server(`${secure} ssl`, patient)}
        ${server(`${hastyPlain}`, hasty)}
        ${server(`${hastySecure} ssl`, hasty)}
      `,
    });
  });
  afterAll(async () => {
    await nginx?.stop();
    await backend?.close();
  });
  beforeEach(() => {
    Toolbelt.configure({ whitelist: ['localhost', '127.0.0.1'], rateLimit: { mode: 'off' }, logger: {} });
    backend.requests.length = 0;
  });
  afterEach(() => Toolbelt.reset());

  describe.each(['gzip', 'br'] as const)('a body in %s', (encoding) => {
    const url = () => `http://127.0.0.1:${ports.plain}/${encoding}/text.txt`;
    const headers = { 'accept-encoding': encoding };

    it('is asked for and decoded with gzip: true', async () => {
      const options = { url: url(), gzip: true, resolveWithFullResponse: true };
      // By itself it asks for all that it can decode: of these, nginx has one here.
      const response = await Toolbelt.HTTPClient()(options);
      expect(response.headers['content-encoding']).toBe(encoding);
      expect(response.body === TEXT).toBe(true);
    });

    it('is decoded for a pipe, too, and for an Accept-Encoding of the caller', async () => {
      const chunks: Buffer[] = [];
      const call = Toolbelt.HTTPClient()({ url: url(), gzip: true, headers, encoding: null });
      call.on('data', (chunk: Buffer) => chunks.push(chunk));
      expect((await call).equals(Buffer.from(TEXT))).toBe(true);
      expect(Buffer.concat(chunks).toString() === TEXT).toBe(true);
    });

    it('arrives byte for byte without gzip: true', async () => {
      const body: Buffer = await Toolbelt.HTTPClient()({ url: url(), headers, encoding: null });
      expect(body.length).toBeLessThan(TEXT.length / 10);
      expect(body.equals(await bytesOf(url(), headers))).toBe(true);
      expect(DECODERS[encoding](body).toString() === TEXT).toBe(true);
    });

    it('is not compressed for a call that does not ask for it', async () => {
      const response = await Toolbelt.HTTPClient()({ url: url(), resolveWithFullResponse: true });
      expect(response.headers).not.toHaveProperty('content-encoding');
      expect(response.body === TEXT).toBe(true);
    });
  });

  describe.each<
    [name: string, port: 'plain' | 'secure', call: (url: string, body?: string) => Promise<string>]
  >([
    ['HTTPClient over http', 'plain', (url, body) => callHttp(`http://127.0.0.1${url}`, body)],
    ['HTTPClient over https', 'secure', (url, body) => callHttp(`https://localhost${url}`, body)],
    ['MTLSClient', 'secure', (url, body) => callMtls(`https://localhost${url}`, body)],
  ])('%s', (_name, port, call) => {
    it('uses each connection as often as nginx lets it, one call after the other', async () => {
      const connections: string[] = [];
      for (let i = 0; i < 60; i += 1) connections.push(await call(`:${ports[port]}/connection`));
      expect(timesOf(connections)).toEqual(Array.from({ length: 20 }, () => 3));
    });

    it('60 calls at once, three times: none fails, and none shares a connection more often', async () => {
      const connections: string[] = [];
      for (let round = 0; round < 3; round += 1) {
        const calls = Array.from({ length: 60 }, () => call(`:${ports[port]}/connection`));
        connections.push(...(await Promise.all(calls)));
      }
      expect(connections).toHaveLength(180);
      expect(Math.max(...timesOf(connections))).toBeLessThanOrEqual(3);
      expect(new Set(connections).size).toBeLessThan(180);
    });

    it('never fails where nginx closes a connection under its next request', async () => {
      const hasty = port === 'plain' ? ports.hastyPlain : ports.hastySecure;
      const connections: string[] = [];
      for (let i = 0; i < 400; i += 1) {
        connections.push(await call(`:${hasty}/connection`, i % 2 === 0 ? undefined : 'a body'));
      }
      expect(connections).toHaveLength(400);
      expect(new Set(connections).size).toBeGreaterThan(1);
    });
  });

  describe('limit_req with 429', () => {
    /** How often nginx has answered 429 to what matches. */
    const refusals = (path: string) => nginx.log().filter((line) => line.startsWith(`429 ${path}`)).length;

    it('is a StatusCodeError, a response with simple: false, and never repeated', async () => {
      const url = `http://127.0.0.1:${ports.plain}/limited?caller=http`;
      const http = Toolbelt.HTTPClient().defaults({ url });
      expect(await http.get({ json: true })).toEqual({ done: true });
      await expect(http.get({})).rejects.toMatchObject({ name: 'StatusCodeError', statusCode: 429 });
      expect(await http.get({ simple: false, resolveWithFullResponse: true })).toMatchObject({
        statusCode: 429,
        body: expect.stringContaining('429 Too Many Requests'),
      });
      await vi.waitFor(() => expect(refusals('/limited?caller=http')).toBe(2));
      expect(backend.requests).toHaveLength(1);
    });

    it('is a response of MTLSClient', async () => {
      const url = `https://localhost:${ports.secure}/limited?caller=mtls`;
      const client = Toolbelt.MTLSClient({ ...ann, ca: certificates.ca });
      expect(await client.post(url, {}, 'x')).toMatchObject({ statusCode: 200 });
      expect(await client.post(url, {}, 'x')).toMatchObject({ statusCode: 429 });
      expect(backend.requests).toHaveLength(1);
    });

    it('is repeated by the functions client, until nginx lets it through', async () => {
      const client = new Client(
        { accountId: 'gateway', authStrategy: () => 'Bearer x', protocol: 'http' },
        { getCsdsEntry: async () => `127.0.0.1:${ports.plain}` },
      );
      const answers = await Promise.all(
        ['a', 'b', 'c'].map((lambdaUuid) => client.invoke({ lambdaUuid, body: { payload: 1 } })),
      );
      expect(answers.map(({ body }) => body)).toEqual([{ done: true }, { done: true }, { done: true }]);
      expect(backend.requests).toHaveLength(3);
      const repeats = answers.reduce((sum, { retryCount = 0 }) => sum + retryCount, 0);
      expect(repeats).toBeGreaterThan(0);
      await vi.waitFor(() => expect(refusals('/api/account/gateway/')).toBe(repeats));
    });

    it('is repeated by the OrchestratorClient, until nginx lets it through', async () => {
      Toolbelt.configure({
        accountId: 'fast',
        functionId: 'caller',
        csds: { faasGW: `http://127.0.0.1:${ports.plain}` },
        secrets: { 'lp-faas-orchestrator-app-key': APP_KEY },
      });
      const invocations = ['a', 'b', 'c'].map((uuid) => ({ uuid, payload: {} }));
      const answers = await Toolbelt.OrchestratorClient().invoke(invocations, 20_000, {
        invokeParallel: true,
      });
      expect(answers).toMatchObject([{ statusCode: 200 }, { statusCode: 200 }, { statusCode: 200 }]);
      expect(backend.requests).toHaveLength(3);
      await vi.waitFor(() => expect(refusals('/api/account/fast/')).toBeGreaterThan(0));
    });
  });
});

/** Calls, and tells which of nginx's connections it came by. */
async function callHttp(url: string, body?: string): Promise<string> {
  // A PUT may be sent once more when its kept connection is reset; a POST may not.
  const method = body === undefined ? 'GET' : 'PUT';
  const options = { url, method, ...(body === undefined ? {} : { body }), ca: certificates.ca };
  return JSON.parse(await Toolbelt.HTTPClient()(options)).connection;
}

async function callMtls(url: string, body?: string): Promise<string> {
  const client = Toolbelt.MTLSClient({ ...ann, ca: certificates.ca });
  const answer =
    body === undefined
      ? await client.get(url, {}, null, { json: true })
      : await client.put(url, {}, body, { json: true });
  expect(answer.statusCode).toBe(200);
  return (answer.body as { connection: string }).connection;
}

/** How often each value is there. */
function timesOf(values: readonly string[]): number[] {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts.values()];
}

/** The body as Node itself receives it. */
async function bytesOf(url: string, headers: Record<string, string>): Promise<Buffer> {
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    get(url, { headers }, resolve).once('error', reject);
  });
  return Buffer.concat(await response.toArray());
}
