import { createRequire } from 'node:module';
import { PassThrough, Readable, Stream } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { HttpRequestOptions } from '../../../src/index';
import { Toolbelt } from '../../../src/index';
import { failureOf } from '../../helpers/failure-of';
import { startServer, type TestServer } from '../../helpers/with-server';

const require = createRequire(__filename);
const { PassThrough: PassThrough2 } = require('readable-stream2') as { PassThrough: typeof PassThrough };
const { PassThrough: PassThrough3 } = require('readable-stream') as { PassThrough: typeof PassThrough };

let server: TestServer;
const client = Toolbelt.HTTPClient();

beforeEach(async () => {
  server = await startServer(({ body }, response) => response.end(body));
  Toolbelt.configure({ whitelist: ['127.0.0.1'], rateLimit: { mode: 'off' }, logger: {} });
});
afterEach(async () => {
  Toolbelt.reset();
  await server.close();
});

function soon(run: (stream: Stream) => void): Stream {
  const stream = new Stream();
  process.nextTick(run, stream);
  return stream;
}

/** A stream of a package, which has no `toArray`. */
function old(stream: Readable): Readable {
  return Object.assign(stream, { toArray: undefined });
}

function destroyed(error?: Error): Readable {
  return new PassThrough().on('error', () => {}).destroy(error);
}

const WAYS: [way: string, options: (stream: unknown) => HttpRequestOptions][] = [
  ['a field', (stream) => ({ formData: { f: stream } })],
  ['a field with options', (stream) => ({ formData: { f: { value: stream, options: {} } } })],
  ['a field of several', (stream) => ({ formData: { f: ['x', stream] } })],
  ['a part', (stream) => ({ multipart: [{ body: stream as Readable }] })],
  ['a part of data', (stream) => ({ multipart: { data: [{ body: stream as Readable }] } })],
];

describe.each(WAYS)('%s', (_way, options) => {
  it('may be a stream that has no pause, and emits before the call is sent', async () => {
    const stream = soon((emitter) => {
      emitter.emit('data', 'ab');
      emitter.emit('data', new Uint8Array([99]));
      emitter.emit('end');
    });
    expect(await client.post(server.url(), options(stream))).toContain('\r\n\r\nabc\r\n--');
  });

  it('may be another call that is never awaited', async () => {
    const inner = await startServer((_, response) => response.writeHead(404).end('of the other call'));
    const call = client.get(inner.url());
    expect(await client.post(server.url(), options(call))).toContain('\r\n\r\nof the other call\r\n--');
    await inner.close();
  });

  it.each<[name: string, make: () => unknown, message: RegExp]>([
    ['a classic stream that fails', () => soon((s) => s.emit('error', new Error('broken'))), /broken/],
    ['a classic stream that closes early', () => soon((s) => s.emit('close')), /aborted/],
    [
      'a stream that fails',
      () =>
        old(
          new Readable({
            read() {
              this.destroy(new Error('broken'));
            },
          }),
        ),
      /broken/,
    ],
    ['a destroyed stream', () => destroyed(), /Premature close|aborted/],
    ['a destroyed stream of a package', () => old(destroyed()), /aborted/],
    ['a stream of objects', () => Readable.from([{ a: 1 }]), /must hold text or bytes/],
    [
      'a stream of numbers',
      () =>
        soon((s) => {
          s.emit('data', 1);
          s.emit('end');
        }),
      /must hold text or bytes/,
    ],
    ['a call that fails', () => client.get('http://127.0.0.1:1/'), /ECONNREFUSED/],
  ])('rejects for %s', async (_name, make, message) => {
    const error = await failureOf(client.post(server.url(), options(make())));
    expect(error).toMatchObject({ name: 'RequestError', message: expect.stringMatching(message) });
    expect(server.requests).toEqual([]);
  });

  it.each<[kind: string, make: () => Readable]>([
    ['Node', () => new PassThrough()],
    ['readable-stream 2', () => new PassThrough2()],
    ['readable-stream 3', () => new PassThrough3()],
  ])('rejects for a stream of %s that has been read', async (_kind, make) => {
    const stream = make();
    const ended = new Promise((resolve) => stream.on('end', resolve));
    (stream as PassThrough).end('x');
    stream.resume();
    await ended;
    const error = await failureOf(client.post(server.url(), options(stream)));
    expect(error).toMatchObject({
      name: 'RequestError',
      message: 'Error: A stream in formData or multipart has already been read: pass one that is still open.',
      cause: { code: 'ERR_STREAM_ALREADY_FINISHED' },
    });
    expect(server.requests).toEqual([]);
  });

  it('rejects for a call that is over', async () => {
    const call = client.get(server.url());
    await call;
    const error = await failureOf(client.post(server.url(), options(call)));
    expect(error).toMatchObject({ name: 'RequestError', message: 'Error: aborted' });
  });

  it('rejects for a call that is aborted', async () => {
    const call = client.get(server.url());
    const error = failureOf(client.post(server.url(), options(call)));
    call.abort();
    expect(await error).toMatchObject({ name: 'RequestError', message: 'Error: aborted' });
  });
});
