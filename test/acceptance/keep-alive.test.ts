import { createServer, type Socket } from 'node:net';
import { Readable } from 'node:stream';
import { createServer as createTlsServer } from 'node:tls';
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { type Container, createContainer } from '../../src/container';
import { realTime } from '../../src/internal/real-time';
import { asDestination } from '../helpers/as-destination';
import { type Listening, listen, untilTestEnds } from '../helpers/listen';
import { hasOpenssl, useCertificates } from '../helpers/make-certificates';
import { startServer } from '../helpers/with-server';
import { ROOT, runNode } from '../package/pack';

/** What a server does with a connection after it has answered on it. */
type Fate =
  | 'keep'
  | 'close-later'
  | 'reset-later'
  | 'close-at-once'
  | 'close-on-first-byte'
  | 'close-on-headers'
  | 'end-on-headers'
  | 'reset-on-headers'
  | 'first-byte-then-close'
  | 'first-line-then-close';

interface Exchange {
  connection: number;
  head: string;
  body: string;
}

interface MoodyServer extends Listening {
  url: string;
  /** Every request whose headers arrived, answered or not. */
  exchanges: Exchange[];
}

const certificates = useCertificates();
let container: Container;

beforeEach(() => {
  container = createContainer();
  container.configuration.configure({ whitelist: ['127.0.0.1'], rateLimit: { mode: 'off' }, logger: {} });
});
afterEach(() => container.reset());

/** A server that decides after each answer what happens to the connection. It answers the first request of each one. */
async function startMoodyServer(nextFate: () => Fate, secure = false): Promise<MoodyServer> {
  const exchanges: Exchange[] = [];
  let connections = 0;
  const listener = (socket: Socket) => {
    connections += 1;
    const connection = connections;
    let fate: Fate = 'keep';
    let received = '';
    socket.setNoDelay(true);
    socket.on('data', (chunk) => {
      if (fate === 'close-on-first-byte') return void socket.destroy();
      received += chunk.toString('latin1');
      const end = received.indexOf('\r\n\r\n');
      if (end < 0) return;
      const head = received.slice(0, end);
      const meet = doom[fate];
      if (meet) {
        exchanges.push({ connection, head, body: '' });
        return void meet(socket);
      }
      const length = Number(/\r\ncontent-length: *(\d+)/i.exec(head)?.[1] ?? 0);
      if (/\r\ntransfer-encoding: *chunked/i.test(head) && !received.endsWith('\r\n0\r\n\r\n')) return;
      if (received.length < end + 4 + length) return;
      const body = received.slice(end + 4);
      received = '';
      exchanges.push({ connection, head, body });
      const text = JSON.stringify({ line: head.slice(0, head.indexOf('\r\n')), body });
      fate = nextFate();
      socket.write(`HTTP/1.1 200 OK\r\nContent-Length: ${text.length}\r\n\r\n${text}`, () =>
        after(socket, fate),
      );
    });
  };
  const server = secure
    ? createTlsServer(certificates.server('127.0.0.1'), listener)
    : createServer(listener);
  const listening = await listen(server);
  return { ...listening, url: `${secure ? 'https' : 'http'}://${listening.host}`, exchanges };
}

/** What happens to a request on a connection that is to fail. */
const doom: Partial<Record<Fate, (socket: Socket) => void>> = {
  'close-on-headers': (socket) => socket.destroy(),
  'end-on-headers': (socket) => socket.end(),
  'reset-on-headers': (socket) => socket.resetAndDestroy(),
  'first-byte-then-close': (socket) => socket.write('H', () => socket.destroy()),
  'first-line-then-close': (socket) => socket.write('HTTP/1.1 200 OK\r\n', () => socket.destroy()),
};

function after(socket: Socket, fate: Fate): void {
  if (fate === 'close-at-once') socket.end();
  // The random moment is the point of the test: some connections close before the next request, some during it.
  if (fate === 'close-later') setTimeout(() => socket.destroy(), random() * 3);
  if (fate === 'reset-later') setTimeout(() => socket.resetAndDestroy(), random() * 3);
}

let seed = 1;

/** Mulberry32: the same faults in every run. */
function random(): number {
  seed = (seed + 0x6d2b79f5) | 0;
  let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
  return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
}

const PLAIN_FATES: Fate[] = [
  'keep',
  'close-later',
  'close-at-once',
  'close-on-first-byte',
  'close-on-headers',
  'end-on-headers',
  'reset-later',
  'reset-on-headers',
];
/** A TLS socket under Node's own TLS server cannot be reset. */
const TLS_FATES = PLAIN_FATES.filter((fate) => !fate.startsWith('reset'));

function pick(fates: Fate[]): () => Fate {
  return () => fates[Math.floor(random() * fates.length)] ?? 'keep';
}

/** Sequential calls, GET and PUT in turn, which may both be repeated. Returns what went wrong. */
async function callManyTimes(server: MoodyServer, count: number, ca?: string): Promise<string[]> {
  const http = container.httpClient().defaults(ca === undefined ? {} : { ca });
  const problems: string[] = [];
  for (let i = 0; i < count; i += 1) {
    const isPut = i % 2 === 1;
    const call = isPut
      ? http.put(`${server.url}/${i}`, { body: `body ${i}` })
      : http.get(`${server.url}/${i}`);
    const expected = { line: `${isPut ? 'PUT' : 'GET'} /${i} HTTP/1.1`, body: isPut ? `body ${i}` : '' };
    const answer = await call.catch((error: unknown) => String(error));
    if (answer !== JSON.stringify(expected)) problems.push(`call ${i}: ${answer}`);
  }
  return problems;
}

function linesOf(server: MoodyServer): string[] {
  return server.exchanges.map(({ head }) => head.slice(0, head.indexOf('\r\n')));
}

describe('a server that closes kept connections at awkward moments', () => {
  it('is never seen by 2,000 calls', async () => {
    seed = 20_26;
    const server = await startMoodyServer(pick(PLAIN_FATES));
    try {
      expect(await callManyTimes(server, 2_000)).toEqual([]);
      expect(server.connections()).toBeLessThan(2_000);
      // Each call is sent once, and at most once more.
      const times = new Map<string, number>();
      for (const line of linesOf(server)) times.set(line, (times.get(line) ?? 0) + 1);
      expect(times.size).toBe(2_000);
      expect(Math.max(...times.values())).toBe(2);
    } finally {
      await server.close();
    }
  });

  it.skipIf(!hasOpenssl)('is never seen by 600 calls over TLS', async () => {
    seed = 44;
    const server = await startMoodyServer(pick(TLS_FATES), true);
    try {
      expect(await callManyTimes(server, 600, certificates?.ca)).toEqual([]);
      expect(server.connections()).toBeLessThan(600);
    } finally {
      await server.close();
    }
  });

  it.each(PLAIN_FATES)('http: %s', async (fate) => {
    const server = await startMoodyServer(() => fate);
    try {
      expect(await callManyTimes(server, 6)).toEqual([]);
    } finally {
      await server.close();
    }
  });

  it.skipIf(!hasOpenssl).each(TLS_FATES)('https: %s', async (fate) => {
    const server = await startMoodyServer(() => fate, true);
    try {
      expect(await callManyTimes(server, 6, certificates?.ca)).toEqual([]);
    } finally {
      await server.close();
    }
  });

  it('shows the error of a fresh connection: only a kept one is worth a second try', async () => {
    const server = await startServer((_request, response) => response.destroy());
    try {
      await expect(container.httpClient().get(server.url())).rejects.toMatchObject({
        name: 'RequestError',
        cause: { code: 'ECONNRESET' },
      });
      expect(server.requests).toHaveLength(1);
    } finally {
      await server.close();
    }
  });
});

describe('a request that must not be sent twice', () => {
  it.each(['POST', 'PATCH', 'post', 'PROPFIND'])(
    'is sent once when its kept connection is reset: %s',
    async (method) => {
      const server = await startMoodyServer(() => 'close-on-headers');
      const http = container.httpClient();
      try {
        await http.get(`${server.url}/first`);
        await expect(http({ url: `${server.url}/second`, method, body: 'x' })).rejects.toMatchObject({
          name: 'RequestError',
          cause: { code: 'ECONNRESET' },
        });
        expect(linesOf(server)).toEqual(['GET /first HTTP/1.1', `${method.toUpperCase()} /second HTTP/1.1`]);
      } finally {
        await server.close();
      }
    },
  );

  it.each(['GET', 'PUT', 'DELETE', 'OPTIONS', 'TRACE'])('which does not go for %s', async (method) => {
    const server = await startMoodyServer(() => 'close-on-headers');
    const http = container.httpClient();
    try {
      await http.get(`${server.url}/first`);
      await http({ url: `${server.url}/second`, method, simple: false });
      expect(linesOf(server).slice(1)).toEqual(Array(2).fill(`${method} /second HTTP/1.1`));
    } finally {
      await server.close();
    }
  });

  it('takes a connection that was used lately, and none that has been idle for more than a second', async () => {
    const server = await startMoodyServer(() => 'keep');
    const http = container.httpClient();
    const now = vi.spyOn(realTime, 'now');
    onTestFinished(() => now.mockRestore());
    const idleFor = (ms: number) => now.mockImplementation(() => performance.now() + ms);
    try {
      await http.get(`${server.url}/1`);
      await http.post(`${server.url}/2`, { body: 'x' });
      idleFor(900);
      await http.post(`${server.url}/3`, { body: 'x' });
      idleFor(2_000);
      await http.post(`${server.url}/4`, { body: 'x' });
      idleFor(3_500);
      await http.get(`${server.url}/5`);
      expect(server.exchanges.map(({ connection }) => connection)).toEqual([1, 1, 1, 2, 2]);
    } finally {
      await server.close();
    }
  });
});

describe('a request whose answer has begun', () => {
  it.each([
    { fate: 'first-byte-then-close', secure: false },
    { fate: 'first-line-then-close', secure: false },
    { fate: 'first-byte-then-close', secure: true },
    { fate: 'first-line-then-close', secure: true },
  ] as const)('is not repeated: $fate, TLS $secure', async ({ fate, secure }) => {
    if (secure && !hasOpenssl) return;
    const server = await startMoodyServer(() => fate, secure);
    const http = container.httpClient().defaults(secure && certificates ? { ca: certificates.ca } : {});
    try {
      await http.get(`${server.url}/first`);
      await expect(http.post(`${server.url}/second`, { body: 'x' })).rejects.toMatchObject({
        name: 'RequestError',
        cause: { code: 'ECONNRESET' },
      });
      expect(linesOf(server)).toEqual(['GET /first HTTP/1.1', 'POST /second HTTP/1.1']);
      expect(server.connections()).toBe(1);
    } finally {
      await server.close();
    }
  });
});

describe('a stream as body', () => {
  it('goes on a connection of its own, and leaves the kept one to others', async () => {
    const server = await startMoodyServer(() => 'keep');
    const http = container.httpClient();
    try {
      await http.get(`${server.url}/1`);
      await http.post(`${server.url}/2`, { body: Readable.from([Buffer.from('streamed')]) });
      await http.get(`${server.url}/3`);
      expect(server.exchanges.map(({ connection }) => connection)).toEqual([1, 2, 1]);
      expect(server.exchanges[1]?.body).toContain('streamed');
    } finally {
      await server.close();
    }
  });

  it('leaves no connection behind that a later stream could meet closed', async () => {
    const server = await startMoodyServer(() => 'keep');
    const http = container.httpClient();
    try {
      for (const text of ['one', 'two', 'three']) {
        await http.post(server.url, { body: Readable.from([Buffer.from(text)]) });
      }
      expect(server.exchanges.map(({ connection }) => connection)).toEqual([1, 2, 3]);
    } finally {
      await server.close();
    }
  });

  it('that is piped in does so too', async () => {
    const server = await startMoodyServer(() => 'keep');
    const http = container.httpClient();
    try {
      await http.get(`${server.url}/1`);
      await Readable.from([Buffer.from('piped')]).pipe(asDestination(http.put(`${server.url}/2`)));
      await http.get(`${server.url}/3`);
      const put = server.exchanges.find(({ head }) => head.startsWith('PUT'));
      expect(put).toMatchObject({ connection: 2, body: expect.stringContaining('piped') });
    } finally {
      await server.close();
    }
  });

  it('is never sent twice', async () => {
    const heads: string[] = [];
    const raw = createServer((socket) => {
      socket.once('data', (chunk) => {
        heads.push(chunk.toString('latin1').split('\r\n', 1)[0] ?? '');
        socket.destroy();
      });
    });
    const { host } = untilTestEnds(await listen(raw));
    const body = Readable.from([Buffer.from('once')]);
    const call = container.httpClient().post(`http://${host}/`, { body });
    await expect(call).rejects.toMatchObject({ name: 'RequestError' });
    expect(heads).toEqual(['POST / HTTP/1.1']);
  });
});

describe('kept connections', () => {
  it('are used again', async () => {
    const server = await startMoodyServer(() => 'keep');
    try {
      expect(await callManyTimes(server, 50)).toEqual([]);
      expect(server.connections()).toBe(1);
    } finally {
      await server.close();
    }
  });

  it.skipIf(!hasOpenssl)('are used again over TLS', async () => {
    const server = await startMoodyServer(() => 'keep', true);
    try {
      expect(await callManyTimes(server, 50, certificates?.ca)).toEqual([]);
      expect(server.connections()).toBe(1);
    } finally {
      await server.close();
    }
  });

  it('are as many as there were calls at once, and all of them serve again', async () => {
    const server = await startMoodyServer(() => 'keep');
    const http = container.httpClient();
    const burst = () => Promise.all(Array.from({ length: 8 }, (_, i) => http.get(`${server.url}/${i}`)));
    try {
      await burst();
      await burst();
      expect(server.connections()).toBe(8);
    } finally {
      await server.close();
    }
  });

  it('close after 4 s of idleness, and not while they are in use', async () => {
    const server = await startMoodyServer(() => 'keep');
    const http = container.httpClient();
    let socket: Socket | undefined;
    let whileInUse: number | undefined;
    const get = () => {
      const call = http.get(server.url);
      call.on('request', (request: import('node:http').ClientRequest) => {
        request.on('socket', (given) => {
          socket = given;
          whileInUse = given.timeout;
        });
      });
      return call;
    };
    try {
      await get();
      expect(socket?.timeout).toBe(4_000);
      await get();
      expect(whileInUse).toBeFalsy();
      expect(socket?.timeout).toBe(4_000);
      // What the clock would do then.
      socket?.emit('timeout');
      expect(socket?.destroyed).toBe(true);
      await get();
      expect(server.connections()).toBe(2);
    } finally {
      await server.close();
    }
  });

  it('do not keep the process alive', async () => {
    const server = await startMoodyServer(() => 'keep');
    try {
      const script = `
        setTimeout(() => { console.error('still alive'); process.exit(9); }, 15_000).unref();
        const { Toolbelt } = require('lp-faas-toolbelt');
        Toolbelt.configure({ whitelist: ['127.0.0.1'] });
        const http = Toolbelt.HTTPClient();
        http.get(process.argv[1]).then(() => http.post(process.argv[1], { body: 'x' })).then(() => console.log('done'));
      `;
      const outcome = await runNode(['-e', script, server.url], ROOT);
      expect(outcome).toEqual({ status: 0, stdout: 'done\n', stderr: '' });
      expect(server.connections()).toBe(1);
    } finally {
      await server.close();
    }
  });
});
