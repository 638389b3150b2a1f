import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createReadStream, createWriteStream, readFileSync, writeFileSync } from 'node:fs';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { createServer, get as plainGet } from 'node:http';
import { join } from 'node:path';
import { Readable, Writable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Container, createContainer } from '../../src/container';
import { asDestination } from '../helpers/as-destination';
import { listen, untilTestEnds } from '../helpers/listen';
import { temporaryFolder } from '../helpers/settings-folder';

/** More than the buffers of two sockets can hold, however large the kernel makes them. */
const LARGE = 96 << 20;
const CHUNK = Buffer.alloc(64 << 10, 'x');

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

/** Sends a body of `size` bytes, and makes each part only when the socket takes it. */
function sendLarge(response: ServerResponse, size = LARGE): { sent: number } {
  const progress = { sent: 0 };
  const source = new Readable({
    read() {
      this.push(progress.sent < size ? CHUNK : null);
      if (progress.sent < size) progress.sent += CHUNK.length;
    },
  });
  source.pipe(response);
  return progress;
}

/** Waits until `count` stops changing. A transfer without backpressure would run to its end meanwhile. */
async function settled(count: () => number): Promise<number> {
  let last = -1;
  let calm = 0;
  await vi.waitFor(
    () => {
      calm = count() === last ? calm + 1 : 0;
      last = count();
      if (calm < 8) throw new Error('still moving');
    },
    { interval: 20, timeout: 15_000 },
  );
  return last;
}

/** A destination that takes nothing before `open` is called. */
function blockedDestination(): { stream: Writable; open(): void; received(): number } {
  let received = 0;
  let open = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  const stream = new Writable({
    write(chunk: Buffer, _encoding, done) {
      received += chunk.length;
      void opened.then(() => done());
    },
  });
  return { stream, open, received: () => received };
}

async function reasonOf(call: PromiseLike<unknown>): Promise<Error> {
  try {
    await call;
  } catch (error) {
    return error as Error;
  }
  throw new Error('expected an error');
}

describe('.pipe', () => {
  it('to a file: byte by byte', async () => {
    const content = randomBytes(3 << 20);
    const url = await serve((_request, response) => response.end(content));
    const path = join(temporaryFolder(), 'download');
    const file = container.httpClient().get(url).pipe(createWriteStream(path));
    await once(file, 'finish');
    expect(readFileSync(path).equals(content)).toBe(true);
  });

  it('resolves as well, and keeps the body only for one who awaits it', async () => {
    const url = await serve((_request, response) => response.end('body'));
    const call = container.httpClient().get(url);
    const piped = text(call.pipe(new (await import('node:stream')).PassThrough()));
    expect([await call, await piped]).toEqual(['body', 'body']);
  });

  it('to a slow destination: the server is held back', async () => {
    let progress = { sent: 0 };
    const url = await serve((_request, response) => {
      progress = sendLarge(response);
    });
    const { stream, open, received } = blockedDestination();
    container.httpClient().get(url).pipe(stream);
    await vi.waitFor(() => expect(received()).toBeGreaterThan(0));
    expect(await settled(() => progress.sent)).toBeLessThan(LARGE / 2);
    open();
    await once(stream, 'finish');
    expect(received()).toBe(LARGE);
  });

  it('to two destinations: the slower one sets the pace', async () => {
    let progress = { sent: 0 };
    const url = await serve((_request, response) => {
      progress = sendLarge(response);
    });
    const slow = blockedDestination();
    const fast = blockedDestination();
    const call = container.httpClient().get(url);
    call.pipe(slow.stream);
    call.pipe(fast.stream);
    fast.open();
    await vi.waitFor(() => expect(slow.received()).toBeGreaterThan(0));
    expect(await settled(() => progress.sent)).toBeLessThan(LARGE / 2);
    slow.open();
    await Promise.all([once(slow.stream, 'finish'), once(fast.stream, 'finish')]);
    expect([slow.received(), fast.received()]).toEqual([LARGE, LARGE]);
  });

  it('to a response of a server: status, headers and body', async () => {
    const upstream = await serve((_request, response) => {
      response
        .writeHead(418, { 'content-type': 'text/teapot', 'x-more': ['a', 'b'], etag: '"1"' })
        .end('short');
    });
    const front = await serve((_request, response) => {
      const call = container.httpClient().get(upstream);
      call.catch(() => undefined);
      call.pipe(response);
    });
    const answer = await new Promise<IncomingMessage>((resolve) => plainGet(front, resolve));
    expect(answer.statusCode).toBe(418);
    expect(answer.headers).toMatchObject({ 'content-type': 'text/teapot', 'x-more': 'a, b', etag: '"1"' });
    expect(await text(answer)).toBe('short');
  });

  it('with gzip: true gives what was compressed', async () => {
    const url = await serve((_request, response) => {
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync('plain text'));
    });
    const { PassThrough } = await import('node:stream');
    expect(await text(container.httpClient().get({ url, gzip: true }).pipe(new PassThrough()))).toBe(
      'plain text',
    );
  });

  it("from the listener of 'response'", async () => {
    const content = randomBytes(1 << 20);
    const url = await serve((_request, response) => response.end(content));
    const path = join(temporaryFolder(), 'download');
    const file = createWriteStream(path);
    const call = container.httpClient().get(url);
    call.on('response', (response: { pipe(destination: Writable): void }) => response.pipe(file));
    await once(file, 'finish');
    expect(readFileSync(path).equals(content)).toBe(true);
  });

  it('with gzip: true to a response of a server: nothing says that it is still compressed', async () => {
    const upstream = await serve((_request, response) => {
      response.writeHead(200, { 'content-encoding': 'gzip', 'content-type': 'text/plain' });
      response.write(gzipSync('plain text'));
      response.end();
    });
    const front = await serve((_request, response) => {
      container.httpClient().get({ url: upstream, gzip: true }).pipe(response);
    });
    const answer = await new Promise<IncomingMessage>((resolve) => plainGet(front, resolve));
    expect(answer.headers).toMatchObject({ 'content-type': 'text/plain' });
    expect(answer.headers).not.toHaveProperty('content-encoding');
    expect(await text(answer)).toBe('plain text');
  });
});

describe('an error in the middle of a body', () => {
  const half: RequestListener = (_request, response) => {
    response.writeHead(200, { 'content-length': 100 });
    response.write('half', () => response.destroy());
  };

  it("rejects, emits 'error' once, and does not end the destination", async () => {
    const url = await serve(half);
    const destination = blockedDestination();
    destination.open();
    let finished = false;
    destination.stream.on('finish', () => {
      finished = true;
    });
    const call = container.httpClient().get(url);
    const emitted: Error[] = [];
    call.on('error', (error: Error) => emitted.push(error));
    call.pipe(destination.stream);
    const reason = await reasonOf(call);
    expect(reason).toMatchObject({ name: 'RequestError', cause: { code: 'ECONNRESET' } });
    expect(emitted).toHaveLength(1);
    expect(destination.received()).toBe(4);
    expect(finished).toBe(false);
  });

  it('without a pipe rejects as well', async () => {
    const url = await serve(half);
    expect(await reasonOf(container.httpClient().get(url))).toMatchObject({
      name: 'RequestError',
      message: 'Error: aborted',
      cause: { code: 'ECONNRESET' },
    });
  });

  it('of a compressed one too', async () => {
    const url = await serve((_request, response) => {
      response.writeHead(200, { 'content-encoding': 'gzip', 'content-length': 5_000 });
      response.write(gzipSync(randomBytes(10_000)).subarray(0, 2_000), () => response.destroy());
    });
    const reason = await reasonOf(container.httpClient().get({ url, gzip: true }));
    expect(reason).toMatchObject({ name: 'RequestError', cause: { code: 'ECONNRESET' } });
  });

  it('of a chunked one that is cut off', async () => {
    const url = await serve((_request, response) => {
      response.writeHead(200);
      response.write('part', () => response.socket?.destroy());
    });
    const reason = await reasonOf(container.httpClient().get(url));
    expect(reason).toMatchObject({ name: 'RequestError', cause: { code: 'ECONNRESET' } });
  });
});

describe('abort', () => {
  /** Resolves when the server sees that the client has gone. */
  async function serveForever(
    start: (request: IncomingMessage, response: ServerResponse) => void,
  ): Promise<{ url: string; arrived: Promise<void>; gone: Promise<void> }> {
    let arrive = () => {};
    let leave = () => {};
    const arrived = new Promise<void>((resolve) => {
      arrive = resolve;
    });
    const gone = new Promise<void>((resolve) => {
      leave = resolve;
    });
    const url = await serve((request, response) => {
      request.on('error', () => undefined);
      request.socket.once('close', leave);
      start(request, response);
      arrive();
    });
    return { url, arrived, gone };
  }

  it('before the response closes the socket', async () => {
    const { url, arrived, gone } = await serveForever(() => undefined);
    const call = container.httpClient().get(url);
    await arrived;
    call.abort();
    await gone;
  });

  it('in the middle of the body closes the socket', async () => {
    const { url, gone } = await serveForever((_request, response) => void sendLarge(response));
    const call = container.httpClient().get(url);
    call.once('data', () => call.abort());
    await gone;
  });

  it('in the middle of a body that is piped closes the socket, though the destination is slow', async () => {
    const { url, gone } = await serveForever((_request, response) => void sendLarge(response));
    const { stream, received } = blockedDestination();
    const call = container.httpClient().get(url);
    call.pipe(stream);
    await vi.waitFor(() => expect(received()).toBeGreaterThan(0));
    call.abort();
    await gone;
  });

  it('in the middle of an upload closes the socket', async () => {
    const { url, arrived, gone } = await serveForever((request) => void request.pause());
    const body = new Readable({ read() {} });
    body.push('half');
    const call = container.httpClient().post(url, { body });
    await arrived;
    call.abort();
    await gone;
  });

  it('before anything was sent sends nothing', async () => {
    let requests = 0;
    const url = await serve((_request, response) => {
      requests += 1;
      response.end('ok');
    });
    const http = container.httpClient();
    http.get(url).abort();
    await http.get(url);
    expect(requests).toBe(1);
  });
});

describe('piping into a call', () => {
  it('sends a file', async () => {
    const content = randomBytes(2 << 20);
    const path = join(temporaryFolder(), 'upload');
    writeFileSync(path, content);
    const chunks: Buffer[] = [];
    const url = await serve((request, response) => {
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => response.end('stored'));
    });
    const call = container.httpClient().put(url);
    createReadStream(path).pipe(asDestination(call));
    expect(await call).toBe('stored');
    expect(Buffer.concat(chunks).equals(content)).toBe(true);
  });

  it.each(['pipe', 'body'])('holds the source back while the server does not read (%s)', async (way) => {
    let incoming: IncomingMessage | undefined;
    let received = 0;
    const url = await serve((request, response) => {
      incoming = request.pause();
      request.on('end', () => response.end('stored'));
    });
    let made = 0;
    const source = new Readable({
      read() {
        if (made < LARGE) made += CHUNK.length;
        else return void this.push(null);
        this.push(CHUNK);
      },
    });
    const http = container.httpClient();
    const call = way === 'body' ? http.post(url, { body: source }) : http.post(url);
    if (way === 'pipe') source.pipe(asDestination(call));
    const stored = call.promise();
    await vi.waitFor(() => expect(incoming).toBeDefined());
    expect(await settled(() => made)).toBeLessThan(LARGE / 2);
    incoming?.on('data', (chunk: Buffer) => {
      received += chunk.length;
    });
    incoming?.resume();
    expect(await stored).toBe('stored');
    expect(received).toBe(LARGE);
  });

  it('from one call to the next', async () => {
    const content = randomBytes(1 << 20);
    const from = await serve((_request, response) => response.end(content));
    const chunks: Buffer[] = [];
    const to = await serve((request, response) => {
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => response.end('stored'));
    });
    const http = container.httpClient();
    const upload = http.put(to);
    http.get(from).pipe(asDestination(upload));
    expect(await upload).toBe('stored');
    expect(Buffer.concat(chunks).equals(content)).toBe(true);
  });

  it('fails with the error of the source, and sends no whole body', async () => {
    let ended = false;
    const url = await serve((request) => {
      request.on('error', () => undefined);
      request.on('end', () => {
        ended = true;
      });
      request.resume();
    });
    const body = new Readable({ read() {} });
    body.push('half');
    const call = container.httpClient().post(url, { body });
    call.on('request', () => body.destroy(new Error('disk on fire')));
    expect((await reasonOf(call)).message).toContain('disk on fire');
    expect(ended).toBe(false);
  });
});
