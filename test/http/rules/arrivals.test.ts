import { createServer, type RequestListener } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { afterEach, expect, it } from 'vitest';
import { Toolbelt } from '../../../src/index';
import { createClient } from '../../functions-client/support';
import { listen } from '../../helpers/listen';
import { selfSigned } from '../../helpers/self-signed';

/** Few, so that the handshakes of as many connections do not keep a busy machine from its other work. */
const LIMIT = 5;
const INTERVAL_MS = 300;
const CALLS = 3 * LIMIT + 1;

const identity = selfSigned();
const tls = { ca: identity.cert };
const APP_KEY = { consumerKey: 'ck', consumerSecret: 'cs', token: 'tk', tokenSecret: 'ts' };

afterEach(() => Toolbelt.reset());

/**
 * A busy machine may hold a request back between the limiter and the server, so that it arrives together with later ones. A
 * limiter that sends too much does so each time.
 */
const RETRIES = { retry: 2 };

type Call = () => Promise<unknown>;

const senders: { name: string; scheme: 'http' | 'https'; of(origin: string, host: string): Call }[] = [
  { name: 'HTTPClient', scheme: 'http', of: (origin) => get(`${origin}/`) },
  { name: 'HTTPClient with TLS', scheme: 'https', of: (origin) => get(`${origin}/`) },
  {
    name: 'HTTPClient with a new connection for each call',
    scheme: 'https',
    of: (origin) => get(`${origin}/`, { forever: false, agentOptions: { maxCachedSessions: 0 } }),
  },
  {
    name: 'MTLSClient',
    scheme: 'https',
    of(origin) {
      const client = Toolbelt.MTLSClient({ ...identity, ca: identity.cert });
      return async () => expect((await client.get(`${origin}/`)).statusCode).toBe(200);
    },
  },
  {
    name: 'LpClient',
    scheme: 'https',
    of(_origin, host) {
      Toolbelt.configure({ csds: { msgHist: host }, secrets: { 'lp-faas-default-app-key': APP_KEY } });
      const client = Toolbelt.LpClient();
      return async () => expect(await client('msgHist', '/', { json: true, ...tls })).toEqual({});
    },
  },
  {
    name: 'SFClient',
    scheme: 'http',
    of(origin) {
      const connection = Toolbelt.SFClient().connectToSalesforce({ accessToken: 't', instanceUrl: origin });
      return async () => expect(await connection.request('/')).toEqual({});
    },
  },
  {
    name: 'the functions client',
    scheme: 'http',
    of(_origin, host) {
      const config = { protocol: 'http', applyPlatformRules: true } as const;
      const client = createClient(config, { getCsdsEntry: async () => host });
      return async () => expect((await client.invoke({ lambdaUuid: 'a' })).status).toBe(200);
    },
  },
];

function get(url: string, options: object = {}): Call {
  const client = Toolbelt.HTTPClient();
  return async () => expect(await client(url, { json: true, ...tls, ...options })).toEqual({});
}

/** Starts a server that notes when each request arrives. */
async function startClock(scheme: 'http' | 'https') {
  const arrivals: number[] = [];
  const listener: RequestListener = (request, response) => {
    arrivals.push(performance.now());
    request.resume();
    response.setHeader('content-type', 'application/json').end('{}');
  };
  const server = scheme === 'http' ? createServer(listener) : createHttpsServer(identity, listener);
  return { arrivals, ...(await listen(server)) };
}

/** How many requests arrived in the fullest window. */
function busiest(arrivals: readonly number[]): number {
  return Math.max(
    ...arrivals.map((start) => arrivals.filter((at) => at >= start && at - start < INTERVAL_MS).length),
  );
}

it.each(senders)(
  'by the clock of the server, $name keeps the limit in mode queue',
  RETRIES,
  async ({ scheme, of }) => {
    const server = await startClock(scheme);
    try {
      configure('queue');
      const call = of(`${scheme}://${server.host}`, server.host);
      await Promise.all(Array.from({ length: CALLS }, call));
      expect(server.arrivals).toHaveLength(CALLS);
      expect(busiest(server.arrivals)).toBeLessThanOrEqual(LIMIT);
    } finally {
      await server.close();
    }
  },
);

it(
  'by the clock of the server, calls that come all the time keep the limit in mode reject',
  RETRIES,
  async () => {
    const server = await startClock('https');
    try {
      configure('reject');
      const client = Toolbelt.HTTPClient();
      const options = { simple: false, resolveWithFullResponse: true, ...tls };
      const statuses: number[] = [];
      const calls: Promise<unknown>[] = [];
      const end = performance.now() + 3.5 * INTERVAL_MS;
      while (performance.now() < end) {
        const more = Array.from({ length: 5 }, () => client(`https://${server.host}/`, options));
        calls.push(...more.map(async (call) => statuses.push((await call).statusCode)));
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
      await Promise.all(calls);
      expect(busiest(server.arrivals)).toBeLessThanOrEqual(LIMIT);
      expect(server.arrivals).toHaveLength(statuses.filter((status) => status === 200).length);
      expect(server.arrivals.length).toBeGreaterThan(LIMIT);
    } finally {
      await server.close();
    }
  },
);

function configure(mode: 'queue' | 'reject'): void {
  const rateLimit = { limit: LIMIT, intervalMs: INTERVAL_MS, mode, maxWaitMs: 60_000 };
  Toolbelt.configure({ accountId: '12345', whitelist: ['127.0.0.1'], proxy: false, logger: {}, rateLimit });
}
