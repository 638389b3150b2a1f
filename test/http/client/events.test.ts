import { once } from 'node:events';
import { createServer, type IncomingMessage, type RequestListener } from 'node:http';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Container, createContainer } from '../../../src/container';
import { failureOf } from '../../helpers/failure-of';
import { listen, untilTestEnds } from '../../helpers/listen';

let container: Container;

beforeEach(() => {
  container = createContainer();
  container.configuration.configure({ whitelist: ['127.0.0.1'], rateLimit: { mode: 'off' }, logger: {} });
});
afterEach(() => container.reset());

async function serve(listener: RequestListener): Promise<string> {
  const { host } = untilTestEnds(await listen(createServer(listener)));
  return `http://${host}/`;
}

const hello: RequestListener = (request, response) => {
  if (request.url === '/redirect') response.writeHead(302, { location: '/' });
  response.end('hello');
};

/** Runs `run` and returns the exceptions that nobody caught meanwhile. */
async function uncaughtDuring(run: () => Promise<void>): Promise<unknown[]> {
  const previous = process.rawListeners('uncaughtException');
  process.removeAllListeners('uncaughtException');
  const uncaught: unknown[] = [];
  process.on('uncaughtException', (error) => uncaught.push(error));
  try {
    await run();
    await new Promise((resolve) => setTimeout(resolve, 20));
  } finally {
    process.removeAllListeners('uncaughtException');
    for (const listener of previous) process.on('uncaughtException', listener as (error: Error) => void);
  }
  return uncaught;
}

describe('a listener that throws', () => {
  const mistake = new Error('mistake');
  const wrong = (): never => {
    throw mistake;
  };

  it.each(['complete', 'close'])('for %s does not keep the call from resolving', async (event) => {
    const url = await serve(hello);
    const uncaught = await uncaughtDuring(async () => {
      const call = container.httpClient().get(url);
      call.on(event, wrong);
      expect(await call).toBe('hello');
    });
    expect(uncaught).toEqual([mistake]);
  });

  it.each(['error', 'close'])('for %s does not keep the call from rejecting', async (event) => {
    const uncaught = await uncaughtDuring(async () => {
      const call = container.httpClient().get('http://127.0.0.1:1/');
      call.on(event, wrong);
      expect(await failureOf(call)).toMatchObject({ cause: { code: 'ECONNREFUSED' } });
    });
    expect(uncaught).toEqual([mistake]);
  });

  it('for complete does not keep close and the callback from coming', async () => {
    const url = await serve(hello);
    const seen: string[] = [];
    const uncaught = await uncaughtDuring(async () => {
      const call = container.httpClient().get(url, () => seen.push('callback'));
      call.on('complete', wrong);
      call.on('close', () => seen.push('close'));
      await call;
    });
    expect([seen, uncaught]).toEqual([['callback', 'close'], [mistake]]);
  });

  it.each(['request', 'socket', 'redirect', 'response', 'data', 'end'])(
    'for %s makes the call reject with its error',
    async (event) => {
      const url = await serve(hello);
      const uncaught = await uncaughtDuring(async () => {
        const call = container.httpClient().get(`${url}redirect`);
        call.on(event, wrong);
        expect(await failureOf(call)).toMatchObject({ name: 'RequestError', cause: mistake });
      });
      expect(uncaught).toEqual([]);
    },
  );

  it('for response closes the connection of an endless body', async () => {
    let closed: Promise<unknown> | undefined;
    const url = await serve((_request, response) => {
      closed = once(response, 'close');
      response.write('endless');
    });
    const call = container.httpClient().get(url);
    call.on('response', wrong);
    expect(await failureOf(call)).toMatchObject({ cause: mistake });
    await closed;
  });

  it('for drain makes an upload reject', async () => {
    const url = await serve((request, response) => {
      request.on('error', () => undefined).resume();
      request.on('end', () => response.end());
    });
    const call = container.httpClient().post(url);
    call.on('drain', wrong);
    while (call.write(Buffer.alloc(1 << 20)));
    expect(await failureOf(call)).toMatchObject({ cause: mistake });
  });
});

describe('data', () => {
  async function pieces(url: string, encoding: BufferEncoding): Promise<unknown[]> {
    const seen: unknown[] = [];
    await container
      .httpClient()
      .get({ url, encoding })
      .on('data', (chunk: unknown) => seen.push(chunk));
    return seen;
  }
  /** Sends each part by itself. */
  const inParts =
    (...parts: Buffer[]): RequestListener =>
    async (_request, response) => {
      for (const part of parts) {
        response.write(part);
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
      response.end();
    };

  it.each([
    ['base64', 'aGVsbG8='],
    ['base64url', 'aGVsbG8'],
    ['hex', '68656c6c6f'],
    ['latin1', 'hello'],
    ['utf16le', Buffer.from('hello').toString('utf16le')],
  ] as const)('has every byte in %s', async (encoding, expected) => {
    expect((await pieces(await serve(hello), encoding)).join('')).toBe(expected);
  });

  it('is never empty, and a cut character comes whole', async () => {
    const [first, second] = [Buffer.from([0xe2, 0x82]), Buffer.from([0xac])];
    expect(await pieces(await serve(inParts(first, second)), 'utf8')).toEqual(['€']);
    expect(await pieces(await serve(inParts(first)), 'utf8')).toEqual(['\ufffd']);
  });

  it('is bytes beside a pipe, as in request', async () => {
    const call = container.httpClient().get({ url: await serve(hello), encoding: 'base64' });
    const seen: unknown[] = [];
    call.on('data', (chunk: unknown) => seen.push(chunk));
    expect(await text(call.pipe(new PassThrough()))).toBe('hello');
    expect(seen).toEqual([Buffer.from('hello')]);
  });
});

describe('the methods of an emitter and a stream', () => {
  it('listeners are called in order, with the call as this, and can be removed by every name', async () => {
    const seen: unknown[] = [];
    const call = container.httpClient().get(await serve(hello));
    const removed = (): unknown => seen.push('removed');
    call
      .on('end', function (this: unknown) {
        seen.push(this === call);
      })
      .addListener('end', () => seen.push('added'))
      .prependListener('end', () => seen.push('first'))
      .prependOnceListener('end', function (this: unknown) {
        seen.push(this === call ? 'very first' : this);
      })
      .on('end', removed)
      .once('end', removed);
    expect(call.listenerCount('end')).toBe(6);
    expect(call.listeners('end').at(-1)).toBe(removed);
    call.off('end', removed).off('end', removed).on('data', removed).removeAllListeners('data');
    call.on('response', removed).removeListener('response', removed);
    expect(call.eventNames()).toEqual(['end']);
    await call;
    expect(seen).toEqual(['very first', 'first', true, 'added']);
    expect(call.listenerCount('end')).toBe(3);
    expect(call.removeAllListeners().eventNames()).toEqual([]);
  });

  it('socket comes with the socket of each hop', async () => {
    const ports: unknown[] = [];
    const call = container.httpClient().get(`${await serve(hello)}redirect`);
    await call.on('socket', (socket: { remotePort: number; write: unknown }) =>
      ports.push(typeof socket.write),
    );
    expect(ports).toEqual(['function', 'function']);
  });

  it('pause holds the body back, before it arrives and later, and resume lets it go on', async () => {
    const url = await serve(hello);
    const call = container.httpClient().get(url);
    let received = 0;
    call.on('data', () => {
      received += 1;
    });
    const responded = new Promise((resolve) => call.on('response', resolve));
    call.pause();
    await responded;
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect(received).toBe(0);
    call.resume();
    expect(await call).toBe('hello');

    const late = container.httpClient().get(url);
    let isOver = false;
    const ended = late.finally(() => {
      isOver = true;
    });
    await new Promise<void>((resolve) =>
      late.on('response', () => {
        late.pause();
        resolve();
      }),
    );
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect(isOver).toBe(false);
    late.resume();
    await ended;
  });

  it('pause holds a pipe back', async () => {
    const call = container.httpClient().get(await serve(hello));
    const target = call.pipe(new PassThrough());
    const responded = new Promise((resolve) => call.on('response', resolve));
    call.pause();
    await responded;
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect(target.readableLength).toBe(0);
    call.resume();
    expect(await text(target)).toBe('hello');
  });

  it('destroy ends an upload, and leaves a download alone', async () => {
    const url = await serve(async (request, response) =>
      response.end(await text(request as IncomingMessage)),
    );
    const upload = container.httpClient().post(url);
    upload.write('part');
    upload.destroy();
    expect(await upload).toBe('part');
    const download = container.httpClient().post(url, { body: 'whole' });
    download.destroy();
    expect(await download).toBe('whole');
  });

  it('an error listener added by any name handles the rejection', async () => {
    const unhandled = vi.fn();
    process.on('unhandledRejection', unhandled);
    const client = container.httpClient();
    for (const add of ['on', 'once', 'addListener', 'prependListener', 'prependOnceListener'] as const) {
      await new Promise<void>((resolve) => client.get('http://127.0.0.1:1/')[add]('error', () => resolve()));
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
    process.removeListener('unhandledRejection', unhandled);
    expect(unhandled).not.toHaveBeenCalled();
  });
});
