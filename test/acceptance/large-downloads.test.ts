import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import { Writable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Container, createContainer } from '../../src/container';
import { listen, untilTestEnds } from '../helpers/listen';

/** More than the 16 MiB that the promise may keep. */
const SIZE = 20 << 20;
const CHUNK = Buffer.alloc(1 << 20, 'x');

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

const announced: RequestListener = (_request, response) => {
  response.writeHead(200, { 'content-length': SIZE });
  for (let sent = 0; sent < SIZE; sent += CHUNK.length) response.write(CHUNK);
  response.end();
};
const chunked: RequestListener = (_request, response) => {
  for (let sent = 0; sent < SIZE; sent += CHUNK.length) response.write(CHUNK);
  response.end();
};

function counter(): Writable & { received: number } {
  const stream = Object.assign(
    new Writable({
      write(chunk: Buffer, _encoding, done) {
        stream.received += chunk.length;
        done();
      },
    }),
    { received: 0 },
  );
  return stream;
}

describe.each([
  ['announced', announced],
  ['chunked', chunked],
])('a download of 20 MB that is piped (%s) arrives whole', (_name, listener) => {
  it('beside .catch()', async () => {
    const call = container.httpClient().get(await serve(listener));
    const caught = call.catch((error: Error) => error);
    const stream = call.pipe(counter());
    await once(stream, 'finish');
    expect(stream.received).toBe(SIZE);
    expect(await caught).toBeUndefined();
  });

  it('beside a callback, which gets the response without the body', async () => {
    const url = await serve(listener);
    const stream = counter();
    const answer = new Promise((resolve) => {
      container
        .httpClient()
        .get(url, (error, response, body) => resolve([error, response?.statusCode, body]))
        .pipe(stream);
    });
    await once(stream, 'finish');
    expect(stream.received).toBe(SIZE);
    expect(await answer).toEqual([null, 200, undefined]);
  });

  it('beside finally, and beside then with a function for errors alone', async () => {
    const call = container.httpClient().get(await serve(listener));
    const stream = call.pipe(counter());
    const settled = Promise.all([call.finally(() => {}), call.then(undefined, (error) => error)]);
    await once(stream, 'finish');
    expect(await settled).toEqual([undefined, undefined]);
    expect(stream.received).toBe(SIZE);
  });

  it("from the listener of 'response', by the call and by the response", async () => {
    const client = container.httpClient();
    const url = await serve(listener);
    const streams = [counter(), counter()] as const;
    const byCall = client.get(url);
    byCall.on('response', () => byCall.pipe(streams[0]));
    const byResponse = client.get(url);
    byResponse.on('response', (response: { pipe(to: Writable): void }) => response.pipe(streams[1]));
    await Promise.all([
      byCall.finally(),
      byResponse.finally(),
      ...streams.map((stream) => once(stream, 'finish')),
    ]);
    expect(streams.map(({ received }) => received)).toEqual([SIZE, SIZE]);
  });
});

it('a body within the limit is kept for the promise beside a pipe', async () => {
  const url = await serve((_request, response) => response.end('small'));
  const call = container.httpClient().get(url);
  const stream = call.pipe(counter());
  expect(await call).toBe('small');
  expect(stream.received).toBe(5);
});

it('response.pipe takes { end: false }', async () => {
  const url = await serve((_request, response) => response.end('small'));
  const call = container.httpClient().get(url);
  const stream = counter();
  call.on('response', (response: { pipe(to: Writable, options: object): void }) =>
    response.pipe(stream, { end: false }),
  );
  await call;
  expect([stream.received, stream.writableEnded]).toEqual([5, false]);
});
