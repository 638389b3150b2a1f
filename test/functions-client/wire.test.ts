import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import VError from 'verror';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { failureOf } from '../helpers/failure-of';
import { type RawReply, startRawServer, withServer } from '../helpers/with-server';
import { createClient, namesOf, skipWaits } from './support';

const FAILED = JSON.stringify({ errorCode: 'com.liveperson.faas.handler.custom-failure', errorMsg: 'no' });

let waits: number[] = [];

beforeEach(() => {
  waits = skipWaits();
});

afterEach(() => vi.restoreAllMocks());

function clientOf(port: number, config = {}) {
  return createClient({ protocol: 'http', ...config }, { getCsdsEntry: async () => `127.0.0.1:${port}` });
}

/** Answers requests in turn; the last answer is for all that follow. */
async function withReplies<T>(
  replies: RawReply[],
  use: (port: number, requests: string[]) => Promise<T>,
): Promise<T> {
  let count = 0;
  const server = await startRawServer((socket: Socket, request) => {
    const reply = replies[Math.min(count, replies.length - 1)] as RawReply;
    count += 1;
    if (typeof reply === 'function') reply(socket, request);
    else socket.end(reply);
  });
  try {
    return await use(server.port, server.requests);
  } finally {
    await server.close();
  }
}

function reply(status: number, body: string, headers = ''): string {
  const type = 'Content-Type: application/json\r\nConnection: close\r\n';
  return `HTTP/1.1 ${status} Status\r\n${type}Content-Length: ${Buffer.byteLength(body)}\r\n${headers}\r\n${body}`;
}

const OK = reply(200, '"done"');
const reset: RawReply = (socket) => socket.resetAndDestroy();

describe('on the wire', () => {
  it('901 is a FaaSLambdaError, and sent once; the port of the host is used', async () => {
    await withServer(
      (_request, response) => {
        response.writeHead(901, { 'content-type': 'application/json' }).end(FAILED);
      },
      async (server) => {
        const error = await failureOf(clientOf(server.port).invoke({ lambdaUuid: 'a' }));
        expect(error.name).toBe('FaaSLambdaError');
        expect(VError.info(error)).toMatchObject({
          status: 901,
          url: expect.stringContaining(`:${server.port}/`),
        });
        expect(server.requests).toHaveLength(1);
      },
    );
  });

  it.each([429, 502, 503, 504])('an invocation is repeated after %i', async (status) => {
    await withReplies([reply(status, '{}'), reply(status, '{}'), OK], async (port, requests) => {
      const response = await clientOf(port).invoke({ lambdaUuid: 'a' });
      expect(response).toMatchObject({ body: 'done', retryCount: 2 });
      const ids = requests.map((request) => /x-request-id: (.*)/i.exec(request)?.[1]);
      expect(new Set(ids).size).toBe(1);
    });
  });

  it.each([400, 401, 404, 408, 413, 500, 521, 524, 901])(
    'an invocation is not repeated after %i',
    async (status) => {
      await withReplies([reply(status, '{}'), OK], async (port, requests) => {
        const error = await failureOf(clientOf(port).invoke({ lambdaUuid: 'a' }));
        expect(VError.info(error)).toMatchObject({ status });
        expect(requests).toHaveLength(1);
      });
    },
  );

  it.each([408, 413, 429, 500, 502, 503, 504, 521, 522, 524])(
    'a question is repeated after %i',
    async (status) => {
      await withReplies([reply(status, '{}'), reply(200, '{"implemented":true}')], async (port, requests) => {
        expect(await clientOf(port).isImplemented({ eventId: 'e' })).toBe(true);
        expect(requests).toHaveLength(2);
      });
    },
  );

  it('gives up after three repeats', async () => {
    await withReplies([reply(503, '{}')], async (port, requests) => {
      const client = clientOf(port, { failOnErrorStatusCode: false });
      expect(await client.invoke({ lambdaUuid: 'a' })).toMatchObject({ status: 503, retryCount: 3 });
      expect(requests).toHaveLength(4);
    });
  });

  it.each([413, 500])('gives up a question after three repeats, with %i too', async (status) => {
    await withReplies([reply(status, '{}')], async (port, requests) => {
      const error = await failureOf(clientOf(port).isImplemented({ eventId: 'e' }));
      expect(VError.info(error)).toMatchObject({ status });
      expect(requests).toHaveLength(4);
      expect(waits).toEqual([350, 700, 1_050]);
    });
  });

  it.each([
    ['by steps of 350 ms', '', [350, 700, 1050]],
    ['as long as Retry-After says', 'Retry-After: 2\r\n', [2000, 2000, 2000]],
  ])('waits %s', async (_how, headers, expected) => {
    await withReplies([reply(503, '{}', headers)], async (port) => {
      await failureOf(clientOf(port).invoke({ lambdaUuid: 'a' }));
    });
    expect(waits).toEqual(expected);
  });

  it('waits until the date of Retry-After, and not at all for one beyond the time of a try', async () => {
    const past = `Retry-After: ${new Date(0).toUTCString()}\r\n`;
    await withReplies([reply(429, '{}', past), OK], async (port) => {
      expect(await clientOf(port).invoke({ lambdaUuid: 'a' })).toMatchObject({ retryCount: 1 });
    });
    await withReplies([reply(429, '{}', 'Retry-After: 3600\r\n'), OK], async (port, requests) => {
      const error = await failureOf(clientOf(port).invoke({ lambdaUuid: 'a' }));
      expect(VError.info(error)).toMatchObject({ status: 429 });
      expect(requests).toHaveLength(1);
    });
  });

  it('an invocation is repeated when the connection was reset before any byte', async () => {
    await withReplies([reset, OK], async (port, requests) => {
      expect(await clientOf(port).invoke({ lambdaUuid: 'a' })).toMatchObject({
        body: 'done',
        retryCount: 1,
      });
      expect(requests).toHaveLength(2);
    });
  });

  it('and when it was refused', async () => {
    const port = await withReplies([OK], async (free) => free);
    const error = await failureOf(clientOf(port).invoke({ lambdaUuid: 'a' }));
    expect(namesOf(error)).toEqual(['FaaSInvokeError', 'FaaSRequestError', 'HttpRequestError', 'Error']);
    expect(error.message).toMatch(/after 4 tries/);
    expect(VError.info(error)).toMatchObject({ code: 'ECONNREFUSED', retryCount: 3 });
  });

  it.each<[string, RawReply]>([
    ['in the body', 'HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{"half":'],
    ['in the headers', (socket) => socket.write('HTTP/1.1 200 OK\r\nConte', () => socket.destroy())],
    ['as JSON', 'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n\r\n{"half":'],
  ])('an answer that is cut short %s is an error, and nothing is sent twice', async (_where, cut) => {
    await withReplies([cut, OK], async (port, requests) => {
      const error = await failureOf(clientOf(port).invoke({ lambdaUuid: 'a' }));
      expect(error.name).toBe('FaaSInvokeError');
      expect(requests).toHaveLength(1);
    });
  });

  it('ends a try with the time of the call, and does not repeat what may be running', async () => {
    vi.restoreAllMocks();
    let expire: () => void = () => undefined;
    const original = setTimeout;
    const keep = (run: () => void, ms = 0) => {
      if (ms === 4_321) expire = run;
      return original(run, ms);
    };
    vi.spyOn(globalThis, 'setTimeout').mockImplementation(keep as typeof setTimeout);
    await withReplies([() => expire()], async (port, requests) => {
      const start = performance.now();
      const error = await failureOf(clientOf(port).invoke({ lambdaUuid: 'a', timeout: 4_321 }));
      // The timer of 4,321 ms fired when the request had arrived, and nothing else ended the call.
      expect(performance.now() - start).toBeLessThan(4_000);
      expect(error.message).toMatch(/no answer within 4321 ms/);
      expect(VError.info(error)).toMatchObject({ code: 'ESOCKETTIMEDOUT', retryCount: 0 });
      expect(requests).toHaveLength(1);
    });
  });

  it('makes new proof for each try', async () => {
    let count = 0;
    const authStrategy = () => {
      count += 1;
      return `Bearer proof-${count}`;
    };
    await withReplies([reply(503, '{}'), OK], async (port, requests) => {
      await clientOf(port, { authStrategy }).invoke({ lambdaUuid: 'a' });
      expect(requests.map((request) => /authorization: (.*)/i.exec(request)?.[1])).toEqual([
        'Bearer proof-1',
        'Bearer proof-2',
      ]);
    });
  });

  it('raises an error of the strategy between two tries, whatever failOnErrorStatusCode says', async () => {
    let count = 0;
    const authStrategy = () => {
      count += 1;
      return count === 1 ? 'Bearer first' : '';
    };
    await withReplies([reply(503, '{}'), OK], async (port, requests) => {
      const client = clientOf(port, { authStrategy, failOnErrorStatusCode: false });
      const error = await failureOf(client.invoke({ lambdaUuid: 'a' }));
      expect(error.message).toMatch(/nothing was sent/);
      expect(requests).toHaveLength(1);
    });
  });
});

describe('the rules of the platform', () => {
  it('do not apply: more than 20 requests a second leave, to any host', async () => {
    await withServer(
      (_request, response) => {
        response.end('1');
      },
      async (server) => {
        const client = clientOf(server.port);
        await Promise.all(Array.from({ length: 30 }, () => client.invoke({ lambdaUuid: 'a' })));
        expect(server.requests).toHaveLength(30);
      },
    );
  });

  it('apply with applyPlatformRules: a host that is not listed is denied', async () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
    await withReplies([OK], async (port, requests) => {
      const error = await failureOf(clientOf(port, { applyPlatformRules: true }).invoke({ lambdaUuid: 'a' }));
      expect(VError.info(error)).toMatchObject({ code: 'ERR_SOCKET_CLOSED' });
      expect(requests).toEqual([]);
    });
    expect(warn.mock.calls.flat().join()).toMatch(/127\.0\.0\.1 denied/);
  });

  it('apply with applyPlatformRules: beyond 20 a second the answer is 429, which is repeated in its turn', async () => {
    await withServer(
      (_request, response) => {
        response.end('1');
      },
      async (server) => {
        const settings = JSON.stringify({ whitelist: ['127.0.0.1'], secrets: [] });
        const folder = mkdtempSync(join(tmpdir(), 'functions-client-'));
        process.env.LP_FAAS_SETTINGS = join(folder, 'settings.json');
        writeFileSync(process.env.LP_FAAS_SETTINGS, settings);
        const client = clientOf(server.port, { applyPlatformRules: true, failOnErrorStatusCode: false });
        const calls = Array.from({ length: 30 }, () => client.invoke({ lambdaUuid: 'a' }));
        const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
        const statuses = (await Promise.all(calls)).map(({ status }) => status);
        rmSync(folder, { recursive: true });
        expect(new Set(statuses)).toEqual(new Set([200, 429]));
        expect(server.requests).toHaveLength(20);
        expect(warn.mock.calls.flat().join()).toMatch(/more than 20 requests/);
      },
    );
  });
});
