import type { ServerOptions } from 'node:https';
import { TLSSocket } from 'node:tls';
import type { HttpRequestOptions } from '../../../src/http/request/options';
import { Toolbelt } from '../../../src/index';
import { startConnectProxy } from '../../helpers/connect-proxy';
import type { Listening } from '../../helpers/listen';
import { formsOf, plantedIn } from '../../helpers/planted';
import { selfSigned } from '../../helpers/self-signed';
import { type RawReply, type SeenRequest, startRawServer, startServer } from '../../helpers/with-server';

/** Makes a credential, and remembers it. */
export type Plant = (name: string) => string;

/** Where the calls go, and what makes them fail. */
export interface Target {
  origin: string;
  /** Options of HTTPClient that go with it. */
  options: HttpRequestOptions;
  /** The certificate is what is wrong with it. */
  isStrict?: boolean;
}

type Started = Target & { stop(): Promise<void> | void };

/** A way to fail. */
export interface Failure {
  name: string;
  /** @param tls the identity of the server, for clients that only speak https */
  start(plant: Plant, tls?: ServerOptions): Promise<Started>;
  isHttps?: boolean;
  /** It is one for calls whose host the user names: the hosts that service discovery names are allowed. */
  isOfUsers?: boolean;
}

function targetOf(
  server: Listening,
  tls: ServerOptions | undefined,
  options: HttpRequestOptions = {},
): Started {
  const scheme = tls === undefined ? 'http' : 'https';
  return { origin: `${scheme}://127.0.0.1:${server.port}`, options, stop: () => server.close() };
}

const answering =
  (status: number, body: (request: SeenRequest) => string): Failure['start'] =>
  async (_plant, tls) => {
    const server = await startServer((request, response) => {
      response.writeHead(status, { 'content-type': 'application/json' }).end(body(request));
    }, tls);
    return targetOf(server, tls);
  };

const raw =
  (reply: RawReply, options: HttpRequestOptions = {}): Failure['start'] =>
  async (_plant, tls) =>
    targetOf(await startRawServer(reply, tls), tls, options);

/** An answer that ends in its middle. */
const cut = (status: number) =>
  raw(`HTTP/1.1 ${status} Status\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{"half":`);

/** What a hostile server answers: more credentials than an error remembers of an answer, and then those that it got. */
function everyForm({ url, headers, body }: SeenRequest): string {
  const basic = /^Basic (.*)$/.exec(String(headers.authorization))?.[1] ?? '';
  const sent = `${JSON.stringify([url, headers])} ${body} ${Buffer.from(basic, 'base64')}`;
  const decoys = Array.from({ length: 300 }, (_, index) => ({ token: `decoy-number-${index}` }));
  const repeated = plantedIn(sent).flatMap((value) => formsOf(value).map(({ text }) => text));
  return JSON.stringify({ decoys, message: `bad ${repeated.join(' or ')}`, codes: repeated });
}

/** Gives each caller a token that nobody has seen, and refuses all of them. */
const refusing: Failure['start'] = async (plant, tls) => {
  let count = 0;
  const claims = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const server = await startServer(({ url, headers, body }, response) => {
    count += 1;
    if (/\/app\/token|\/oauth2\/token/.test(url)) {
      const signature = plant(`token ${count}`);
      const token = `${claims({ alg: 'none' })}.${claims({ exp: Date.now() / 1_000 + 3_600 })}.${signature}`;
      response.end(JSON.stringify({ access_token: token, token_type: 'Bearer', expires_in: 3_600 }));
    } else if (url.startsWith('/auth/')) {
      response.writeHead(200, { 'x-auth-token': plant(`x-auth-token ${count}`) }).end();
    } else response.writeHead(401).end(`refused: ${JSON.stringify([url, headers])} ${body}`);
  }, tls);
  return targetOf(server, tls);
};

export const FAILURES: Failure[] = [
  {
    name: 'refused',
    start: async (_plant, tls) => {
      const server = await startServer();
      await server.close();
      return targetOf(server, tls);
    },
  },
  { name: '401', start: answering(401, () => '{"message":"no"}') },
  { name: '401 that echoes the request, to each token', start: refusing },
  { name: '500', start: answering(500, () => 'broken') },
  {
    name: '500 that echoes the request',
    start: answering(500, ({ url, headers, body }) => JSON.stringify({ url, headers, body })),
  },
  {
    name: '403 that repeats the credentials in every form, after decoys',
    start: answering(403, (request) => everyForm(request)),
  },
  { name: '200 with HTML', start: answering(200, () => '<html>') },
  {
    name: 'reset',
    start: raw((socket) => void (socket instanceof TLSSocket ? socket.destroy() : socket.resetAndDestroy())),
  },
  { name: 'garbage', start: raw('not http at all\r\n\r\n') },
  { name: 'an answer that is cut', start: cut(200) },
  { name: 'an error that is cut', start: cut(503) },
  { name: 'silence', start: raw(() => undefined, { timeout: 40 }) },
  {
    name: 'a limit of requests',
    start: async (plant, tls) => {
      const target = await answering(200, () => '{}')(plant, tls);
      Toolbelt.configure({ rateLimit: { limit: 1, intervalMs: 60_000, mode: 'reject', maxWaitMs: 1 } });
      const first = { uri: target.origin, strictSSL: false };
      await Toolbelt.HTTPClient().get(first);
      return target;
    },
  },
  {
    name: 'a host that is not whitelisted',
    isOfUsers: true,
    start: async () => ({ origin: 'https://denied.example', options: {}, stop: () => undefined }),
  },
  {
    name: 'a redirect to a host that is not whitelisted',
    start: async (_plant, tls) => {
      const server = await startServer((_request, response) => {
        response.writeHead(302, { location: 'https://denied.example/' }).end();
      }, tls);
      return targetOf(server, tls, { followAllRedirects: true });
    },
  },
  {
    name: 'a redirect that echoes the request and leads nowhere else',
    start: async (_plant, tls) => {
      const server = await startServer(({ url, headers, body }, response) => {
        const echo = encodeURIComponent(JSON.stringify([url.slice(0, 2_000), headers, body])).slice(0, 6_000);
        response.writeHead(302, { location: `/?message=${echo}` }).end();
      }, tls);
      return targetOf(server, tls, { followAllRedirects: true });
    },
  },
  {
    name: 'a certificate that nobody vouches for',
    isHttps: true,
    start: async () => {
      const server = await startServer(undefined, selfSigned());
      const origin = `https://localhost:${server.port}`;
      return { origin, options: {}, isStrict: true, stop: () => server.close() };
    },
  },
  {
    name: 'a proxy that answers 407',
    isHttps: true,
    start: async (plant) => {
      const proxy = await startConnectProxy({ credentials: 'other:credentials' });
      const url = `http://${plant('proxy user')}:${plant('proxy password')}@127.0.0.1:${proxy.port}`;
      Toolbelt.configure({ proxy: url });
      return { origin: 'https://localhost:9', options: {}, stop: () => proxy.close() };
    },
  },
  {
    name: 'a proxy that refuses, of the environment',
    isHttps: true,
    start: async (plant) => {
      const proxy = await startConnectProxy({ mode: 502 });
      const userInfo = `${plant('proxy user')}:${plant('proxy password')}`;
      process.env.HTTPS_PROXY = `http://${userInfo}@127.0.0.1:${proxy.port}`;
      return { origin: 'https://localhost:9', options: {}, stop: () => proxy.close() };
    },
  },
  {
    name: 'a proxy that is no URL',
    isHttps: true,
    start: async (plant) => {
      process.env.HTTPS_PROXY = `socks9://${plant('proxy user')}:${plant('proxy password')}@127.0.0.1:1`;
      return { origin: 'https://localhost:9', options: {}, stop: () => undefined };
    },
  },
];
