import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createNetServer, type Socket } from 'node:net';
import { PassThrough } from 'node:stream';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import VError from 'verror';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Client } from '../../src/functions-client/index';
import { ErrorCodes, RequestError, Toolbelt } from '../../src/index';
import { type Failure, failureOf } from '../helpers/failure-of';
import { type Listening, listen, untilTestEnds } from '../helpers/listen';
import { useCertificates } from '../helpers/make-certificates';
import { startMtlsServer } from '../helpers/mtls-server';
import { thrownBy } from '../helpers/settings-folder';

const { RESPONSE_TOO_LARGE, INVALID_CONFIGURATION } = ErrorCodes.Toolbelt;
const LIMIT = 100_000;
const ZEROS = Buffer.alloc(50 * 1024 * 1024);

/** A server on which every answer is a stream that only the client ends. */
interface Endless extends Listening {
  url(path: string): string;
  /** Bytes written, compressed, until the client closed. */
  closed(): Promise<number>;
}

/** Writes `chunk` again and again, as fast as it is taken, until the client goes away. */
async function startEndless(
  head: (request: IncomingMessage, response: ServerResponse) => void,
  chunk: Buffer = Buffer.alloc(16_384, 'a'),
): Promise<Endless> {
  const ended: number[] = [];
  const server = createServer((request, response) => {
    request.resume();
    let written = 0;
    let isOver = false;
    response.on('close', () => {
      isOver = true;
      // Only an answer that the client ended counts.
      if (response.writableEnded) return;
      ended.push(written);
      server.emit('answer-closed');
    });
    response.on('error', () => {});
    head(request, response);
    if (response.writableEnded) return;
    const write = (): void => {
      if (isOver) return;
      written += chunk.length;
      if (response.write(chunk)) setImmediate(write);
      else response.once('drain', write);
    };
    write();
  });
  const listening = untilTestEnds(await listen(server));
  return {
    ...listening,
    url: (path) => `http://${listening.host}${path}`,
    closed: async () => {
      while (ended.length === 0) await once(server, 'answer-closed');
      return ended.reduce((sum, written) => sum + written, 0);
    },
  };
}

beforeEach(() => {
  Toolbelt.configure({
    accountId: '12345',
    whitelist: ['127.0.0.1', 'localhost'],
    rateLimit: { mode: 'off' },
    logger: {},
    maxResponseBytes: LIMIT,
    secrets: { 'lp-faas-default-app-key': { client_id: 'id', client_secret: 's' } },
  });
});

afterEach(() => Toolbelt.reset());

function expectTooLarge(error: Failure, host: string, limit = LIMIT): void {
  expect(error).toBeInstanceOf(RequestError);
  expect(error.cause?.code).toBe(RESPONSE_TOO_LARGE);
  expect(error.message).toContain(host);
  expect(error.message).toContain(`larger than ${limit} bytes`);
  expect(error.message).toContain('maxResponseBytes');
}

describe('HTTPClient', () => {
  it('ends an answer without end, and its connection', async () => {
    const server = await startEndless((_, response) => response.writeHead(200));
    const error = await failureOf(Toolbelt.HTTPClient().get(server.url('/')));
    expectTooLarge(error, server.host);
    // What lies in the buffers of both sides; nothing near what would be read without a limit.
    expect(await server.closed()).toBeLessThan(64 * 1024 * 1024);
  });

  it.each([
    ['gzip', gzipSync(ZEROS)],
    ['deflate', deflateSync(ZEROS)],
    ['br', brotliCompressSync(ZEROS)],
  ])('ends a bomb in %s by its decoded size', async (encoding, bomb) => {
    expect(bomb.length).toBeLessThan(LIMIT);
    const server = await startEndless((_, response) => {
      response.writeHead(200, { 'content-encoding': encoding, 'content-length': bomb.length }).end(bomb);
    });
    const error = await failureOf(Toolbelt.HTTPClient().get({ url: server.url('/'), gzip: true }));
    expectTooLarge(error, server.host);
    // What nobody asked to decode is as large as it is.
    const plain = await Toolbelt.HTTPClient().get({ url: server.url('/'), encoding: null });
    expect(plain).toHaveLength(bomb.length);
  });

  it('ends a bomb without end, and its connection at once', async () => {
    const head = { 'content-encoding': 'gzip' };
    const server = await startEndless((_, response) => response.writeHead(200, head), gzipSync(ZEROS));
    const error = await failureOf(Toolbelt.HTTPClient().get({ url: server.url('/'), gzip: true }));
    const start = performance.now();
    expectTooLarge(error, server.host);
    expect(await server.closed()).toBeLessThan(64 * 1024 * 1024);
    // An idle connection would be closed after 4 s.
    expect(performance.now() - start).toBeLessThan(2_000);
  });

  it('leaves several layers of compression as they are', async () => {
    const twice = gzipSync(gzipSync(ZEROS));
    const server = await startEndless((_, response) => {
      response.writeHead(200, { 'content-encoding': 'gzip, gzip' }).end(twice);
    });
    const body = await Toolbelt.HTTPClient().get({ url: server.url('/'), gzip: true, encoding: null });
    expect(body).toEqual(twice);
  });

  it('refuses what is announced to be larger before it reads any of it', async () => {
    const seen: string[] = [];
    const server = await startEndless((_, response) => {
      response.writeHead(200, { 'content-length': LIMIT + 1 });
      response.flushHeaders();
    }, Buffer.alloc(1));
    const call = Toolbelt.HTTPClient().get(server.url('/'));
    call.on('data', (chunk: Buffer) => void seen.push(String(chunk)));
    expectTooLarge(await failureOf(call), server.host);
    expect(seen).toEqual([]);
    await server.closed();
  });

  it('takes exactly the limit, and not a byte more', async () => {
    const server = await startEndless((request, response) => {
      response.end('a'.repeat(Number(request.url?.slice(1))));
    });
    const client = Toolbelt.HTTPClient();
    expect(await client.get(server.url(`/${LIMIT}`))).toHaveLength(LIMIT);
    expectTooLarge(await failureOf(client.get(server.url(`/${LIMIT + 1}`))), server.host);
  });

  it('counts bytes and not characters', async () => {
    const server = await startEndless((_, response) => void response.end('ü'.repeat(LIMIT / 2 + 1)));
    expectTooLarge(await failureOf(Toolbelt.HTTPClient().get(server.url('/'))), server.host);
  });

  it('takes the limit of the call before that of the process', async () => {
    const server = await startEndless((_, response) => void response.end('a'.repeat(LIMIT * 2)));
    const client = Toolbelt.HTTPClient();
    expect(await client.get(server.url('/'), { maxResponseBytes: LIMIT * 2 })).toHaveLength(LIMIT * 2);
    expect(await client.get(server.url('/'), { maxResponseBytes: Infinity })).toHaveLength(LIMIT * 2);
    expectTooLarge(await failureOf(client.get(server.url('/'), { maxResponseBytes: 10 })), server.host, 10);
    const smaller = client.defaults({ maxResponseBytes: 20 });
    expectTooLarge(await failureOf(smaller.get(server.url('/'))), server.host, 20);
  });

  it('keeps 16 MiB at most when nothing is said', async () => {
    Toolbelt.configure({ maxResponseBytes: undefined });
    const server = await startEndless((request, response) => {
      response.writeHead(200, { 'content-length': Number(request.url?.slice(1)) });
      if (request.url === '/16777216') response.end(Buffer.alloc(16_777_216, 'a'));
    });
    expect(await Toolbelt.HTTPClient().get({ url: server.url('/16777216'), encoding: null })).toHaveLength(
      16_777_216,
    );
    const error = await failureOf(Toolbelt.HTTPClient().get(server.url('/16777217')));
    expectTooLarge(error, server.host, 16_777_216);
  });

  it('limits the bodies of errors', async () => {
    const server = await startEndless((_, response) => response.writeHead(500));
    expectTooLarge(await failureOf(Toolbelt.HTTPClient().get(server.url('/'))), server.host);
    await server.closed();
  });

  it('does not take the length that a HEAD answers with for a body', async () => {
    const server = await startEndless((_, response) => {
      response.writeHead(200, { 'content-length': LIMIT * 10 }).end();
    });
    const headers = await Toolbelt.HTTPClient().head(server.url('/'));
    expect(headers['content-length']).toBe(String(LIMIT * 10));
  });

  it.each([301, 401])('drops a body without end of a %i, and goes on', async (status) => {
    const server = await startEndless((request, response) => {
      if (request.url === '/to' || request.headers.authorization) response.end('arrived');
      else response.writeHead(status, { location: '/to', 'www-authenticate': 'Basic realm="a"' });
    });
    const auth = { user: 'u', pass: 'p', sendImmediately: false };
    const body = await Toolbelt.HTTPClient().get({ url: server.url('/'), auth });
    expect(body).toBe('arrived');
    expect(await server.closed()).toBeLessThan(64 * 1024 * 1024);
  });

  it('does not limit a body that is only piped', async () => {
    const server = await startEndless((_, response) => void response.end('a'.repeat(LIMIT * 5)));
    const target = new PassThrough();
    let size = 0;
    target.on('data', (chunk: Buffer) => {
      size += chunk.length;
    });
    Toolbelt.HTTPClient().get(server.url('/')).pipe(target);
    await once(target, 'end');
    expect(size).toBe(LIMIT * 5);
  });

  it('limits a body that is piped and awaited', async () => {
    const server = await startEndless((_, response) => response.writeHead(200));
    const call = Toolbelt.HTTPClient().get(server.url('/'));
    call.pipe(new PassThrough().resume());
    expectTooLarge(await failureOf(call), server.host);
    await server.closed();
  });

  it.each([0, -1, 1.5, Number.NaN, '1000', null, true])(
    'refuses the limit %j, and sends nothing',
    async (limit) => {
      const server = await startEndless((_, response) => void response.end('sent'));
      const error = await failureOf(
        Toolbelt.HTTPClient().get(server.url('/'), { maxResponseBytes: limit as number }),
      );
      expect(error).toBeInstanceOf(RequestError);
      expect(error.message).toContain('maxResponseBytes must be a positive integer, or Infinity');
      const wrong = thrownBy(() => Toolbelt.configure({ maxResponseBytes: limit as number }));
      expect(wrong).toMatchObject({ code: INVALID_CONFIGURATION });
      expect(wrong.message).toContain('maxResponseBytes: expected a positive integer, or Infinity');
    },
  );
});

describe('what Node itself limits', () => {
  async function rawAnswer(write: (socket: Socket) => void): Promise<Failure> {
    const server = createNetServer((socket) => void socket.once('data', () => write(socket)));
    const { host } = untilTestEnds(await listen(server));
    return failureOf(Toolbelt.HTTPClient().get(`http://${host}/`));
  }

  const forEver = (socket: Socket, text: string): void => {
    const more = (): void => {
      if (socket.destroyed) return;
      if (socket.write(text)) setImmediate(more);
      else socket.once('drain', more);
    };
    more();
  };

  it.each([
    ['headers', 'HTTP/1.1 200 OK\r\n', 'x-a: b\r\n', /^HPE_HEADER_OVERFLOW$/],
    ['one header', 'HTTP/1.1 200 OK\r\nx-a: ', 'bbbbbbbb', /^HPE_HEADER_OVERFLOW$/],
    [
      'trailers',
      'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n1\r\na\r\n0\r\n',
      'x-a: b\r\n',
      /^HPE_HEADER_OVERFLOW$/,
    ],
    [
      'chunk extensions',
      'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n1;',
      'aaaaaaaa',
      /^HPE_CHUNK_EXTENSIONS_OVERFLOW$/,
    ],
  ])('ends %s without end', async (_name, start, more, code) => {
    const error = await rawAnswer((socket) => {
      socket.write(start);
      forEver(socket, more.repeat(200));
    });
    expect(error).toBeInstanceOf(RequestError);
    expect(error.cause?.code).toMatch(code);
  });
});

describe('a proxy', () => {
  it('cannot send a body without end in answer to CONNECT', async () => {
    const raw = createNetServer((socket) => {
      socket.once('data', () => {
        socket.write('HTTP/1.1 403 Forbidden\r\n\r\n');
        const more = (): void => {
          if (!socket.destroyed) socket.write(Buffer.alloc(65_536), more);
        };
        more();
      });
    });
    const server = untilTestEnds(await listen(raw));
    const proxy = `http://${server.host}`;
    Toolbelt.configure({ whitelist: ['api.example.com'] });
    const error = await failureOf(Toolbelt.HTTPClient().get({ url: 'https://api.example.com/', proxy }));
    expect(error.message).toContain('statusCode=403');
    expect(server.connections()).toBe(1);
    await server.allClosed();
  });
});

describe('the other clients', () => {
  const certificates = useCertificates();

  it('LpClient: the answer to its call', async () => {
    const server = await startEndless((request, response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      if (request.url?.includes('/app/token')) {
        response.end(JSON.stringify({ access_token: 'token', expires_in: 3600 }));
      }
    });
    const origin = server.url('');
    Toolbelt.configure({ csds: { sentinel: origin, msgHist: origin } });
    expectTooLarge(await failureOf(Toolbelt.LpClient()('msgHist', '/api', { json: true })), server.host);
    await server.closed();
  });

  it('LpClient: the answer of sentinel', async () => {
    const server = await startEndless((_, response) => response.writeHead(200));
    Toolbelt.configure({ csds: { sentinel: server.url(''), msgHist: server.url('') } });
    const error = await failureOf(Toolbelt.LpClient()('msgHist', '/api', { json: true }));
    expect(error.code).toBe(ErrorCodes.Toolbelt.TOKEN_FAILED);
    expect(error.cause?.cause?.code).toBe(RESPONSE_TOO_LARGE);
    await server.closed();
  });

  it('ContextServiceClient', async () => {
    const server = await startEndless((_, response) => response.writeHead(200));
    Toolbelt.configure({ csds: { mavenContext: server.url('') } });
    const client = Toolbelt.ContextServiceClient({ accountId: '12345', apiKey: 'key' });
    const error = await failureOf(client.getAllPropertiesInSession('custom', 'session'));
    expect(error.code).toBe(RESPONSE_TOO_LARGE);
    expect(error.message).toContain(`larger than ${LIMIT} bytes`);
    await server.closed();
  });

  it('OrchestratorClient: no retry makes it smaller', async () => {
    let invocations = 0;
    const server = await startEndless((request, response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      if (request.url?.includes('/app/token')) {
        response.end(JSON.stringify({ access_token: 'token', expires_in: 3600 }));
      } else invocations += 1;
    });
    Toolbelt.configure({ csds: { sentinel: server.url(''), faasGW: server.url('') } });
    const error = await failureOf(Toolbelt.OrchestratorClient().invoke([{ uuid: 'a', payload: {} }]));
    expect(error.code).toBe(RESPONSE_TOO_LARGE);
    expect(invocations).toBe(1);
  });

  it('MTLSClient', async () => {
    const bomb = gzipSync(ZEROS);
    const server = await startMtlsServer(
      { ...certificates.server('localhost'), ca: certificates.ca },
      ({ url }, response) => {
        if (url === '/bomb') response.writeHead(200, { 'content-encoding': 'gzip' }).end(bomb);
        else if (url === '/twice') {
          response.writeHead(200, { 'content-encoding': 'gzip, gzip' }).end(gzipSync(bomb));
        } else
          response.writeHead(200, { 'content-length': url.slice(1) }).end('a'.repeat(Number(url.slice(1))));
      },
    );
    untilTestEnds(server);
    const client = Toolbelt.MTLSClient({ ...certificates.client('mallory'), ca: certificates.ca });
    for (const path of ['/bomb', '/twice', `/${LIMIT + 1}`]) {
      const error = await failureOf(client.get(server.url(path, 'localhost')));
      expect(error).toMatchObject({ code: ErrorCodes.Mtls.GENERAL, cause: { code: RESPONSE_TOO_LARGE } });
      expect(error.message).toContain(`localhost:${server.port} is larger than ${LIMIT} bytes`);
    }
    await server.allClosed();
    const url = server.url(`/${LIMIT + 1}`, 'localhost');
    const options = { maxResponseBytes: LIMIT + 1 };
    expect((await client.get(url, null, null, options)).body).toHaveLength(LIMIT + 1);
    expect(await client.head(url)).toMatchObject({ statusCode: 200 });
    for (const wrong of [0, -1, '5', Number.NaN]) {
      const error = await failureOf(client.get(url, null, null, { maxResponseBytes: wrong as number }));
      expect(error.code).toBe(ErrorCodes.Mtls.INVALID_REQUEST);
    }
  });

  it('the functions client: invocation and token', async () => {
    let requests = 0;
    const server = await startEndless((request, response) => {
      requests += 1;
      response.writeHead(200, { 'content-type': 'application/json' });
      if (request.url?.includes('/token')) return;
      if (request.url?.includes('/small')) response.end('{"a":1}');
    });
    const tooling = { getCsdsEntry: async () => server.host };
    const config = { accountId: '1', protocol: 'http' as const, maxResponseBytes: LIMIT };
    const authStrategy = async () => 'Bearer x';
    const causes = (error: Failure): unknown[] => {
      const found: unknown[] = [];
      for (let next: unknown = error; next instanceof Error; next = VError.cause(next)) {
        found.push((next as Failure).code);
      }
      return found;
    };
    const client = new Client({ ...config, authStrategy }, tooling);
    const invoke = { body: { payload: {} } };
    const error = await failureOf(client.invoke({ ...invoke, lambdaUuid: 'large' }));
    expect(causes(error)).toContain(RESPONSE_TOO_LARGE);
    expect(error.message).toContain('the answer was not read');
    expect(requests).toBe(1);
    expect(await client.invoke({ ...invoke, lambdaUuid: 'small' })).toMatchObject({ body: { a: 1 } });
    const small = await failureOf(client.invoke({ ...invoke, lambdaUuid: 'small', maxResponseBytes: 5 }));
    expect(causes(small)).toContain(RESPONSE_TOO_LARGE);
    const withToken = new Client({ ...config, authStrategy: { clientId: 'i', clientSecret: 's' } }, tooling);
    expect(causes(await failureOf(withToken.invoke({ ...invoke, lambdaUuid: 'small' })))).toContain(
      RESPONSE_TOO_LARGE,
    );
    for (const wrong of [0, -1, '5', Number.NaN]) {
      const refused = new Client({ ...config, authStrategy, maxResponseBytes: wrong as number }, tooling);
      const reason = await failureOf(refused.invoke({ ...invoke, lambdaUuid: 'small' }));
      expect(reason.message).toContain('"maxResponseBytes" must be');
    }
  });
});
