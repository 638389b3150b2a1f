import { createServer } from 'node:http';
import { PassThrough, Readable, Stream } from 'node:stream';
import FormData from 'form-data';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Container, createContainer } from '../../src/container';
import { asDestination } from '../helpers/as-destination';
import { failureOf } from '../helpers/failure-of';
import { listen, untilTestEnds } from '../helpers/listen';

let container: Container;
let url: string;
let bodies: string[];

beforeEach(async () => {
  bodies = [];
  container = createContainer();
  container.configuration.configure({ whitelist: ['127.0.0.1'], rateLimit: { mode: 'off' }, logger: {} });
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('error', () => undefined);
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      bodies.push(Buffer.concat(chunks).toString('latin1'));
      response.end('stored');
    });
  });
  const { host } = untilTestEnds(await listen(server));
  url = `http://${host}/`;
});
afterEach(() => container.reset());

/** A stream of the kind that Node had before version 0.10: it emits, and nobody can hold it back. */
function classicStream(chunks: unknown[], last: 'end' | 'error' | 'close' = 'end'): Stream {
  const stream = new Stream();
  setTimeout(() => {
    for (const chunk of chunks) stream.emit('data', chunk);
    stream.emit(last, ...(last === 'error' ? [new Error('disk on fire')] : []));
  }, 5);
  return stream;
}

describe('a classic stream', () => {
  it.each(['post', 'put', 'patch'] as const)('that is piped into %s is sent whole', async (verb) => {
    const call = container.httpClient()[verb](url);
    classicStream([Buffer.from('ab'), 'cd']).pipe(asDestination(call));
    expect(await call).toBe('stored');
    expect(bodies).toEqual(['abcd']);
  });

  it('as body is sent whole', async () => {
    expect(await container.httpClient().post(url, { body: classicStream(['ab', 'cd']) })).toBe('stored');
    expect(bodies).toEqual(['abcd']);
  });

  it('that fails as body makes the call reject', async () => {
    const call = container.httpClient().post(url, { body: classicStream(['ab'], 'error') });
    expect((await failureOf(call)).message).toContain('disk on fire');
    expect(bodies).toEqual([]);
  });

  it('that closes before its end as body makes the call reject', async () => {
    const call = container.httpClient().post(url, { body: classicStream(['ab'], 'close') });
    expect((await failureOf(call)).message).toContain('closed before its end');
    expect(bodies).toEqual([]);
  });

  it('of form-data is sent whole, piped and as body', async () => {
    const form = (): FormData => {
      const made = new FormData();
      made.append('file', Buffer.from('content'), 'a.txt');
      made.append('late', Readable.from(['from', 'stream']));
      return made;
    };
    const [piped, body] = [form(), form()];
    const call = container.httpClient().post(url, { headers: piped.getHeaders() });
    piped.pipe(asDestination(call));
    await call;
    await container.httpClient().post(url, { headers: body.getHeaders(), body });
    expect(bodies).toHaveLength(2);
    for (const sent of bodies) {
      expect(sent).toContain('content');
      expect(sent).toContain('fromstream');
    }
  });
});

describe('a stream that holds no bytes', () => {
  it.each([[{ a: 1 }], [12], [true], [Symbol('s')]])('as body rejects (%#)', async (value) => {
    const call = container.httpClient().post(url, { body: Readable.from([value]) });
    const error = await failureOf(call);
    expect(error).toMatchObject({ name: 'RequestError' });
    expect(error.message).toContain(`a value of type ${typeof value}`);
  });

  it('rejects, too, when its first chunks are text', async () => {
    const call = container.httpClient().post(url, { body: Readable.from(['text', { a: 1 }]) });
    expect((await failureOf(call)).message).toContain('a value of type object');
    expect(bodies).toEqual([]);
  });

  it.each([
    ['a stream of Node', () => Readable.from(['text', { a: 1 }])],
    ['a classic stream', () => classicStream(['text', { a: 1 }])],
  ])('piped in rejects (%s)', async (_name, make) => {
    const call = container.httpClient().post(url);
    make().pipe(asDestination(call));
    expect((await failureOf(call)).message).toContain('a value of type object');
    expect(bodies).toEqual([]);
  });

  it('but text and bytes in object mode is sent', async () => {
    const parts = ['ä', Buffer.from('b'), new Uint8Array([99]), ''];
    await container.httpClient().post(url, { body: Readable.from(parts) });
    const call = container.httpClient().post(url);
    Readable.from(parts).pipe(asDestination(call));
    await call;
    expect(bodies).toEqual(['\xc3\xa4bc', '\xc3\xa4bc']);
  });
});

describe('a stream that is over', () => {
  it('before the call rejects as body', async () => {
    const destroyed = new PassThrough();
    destroyed.destroy();
    const read = Readable.from(['a']);
    for await (const _chunk of read);
    for (const body of [destroyed, read]) {
      const error = await failureOf(container.httpClient().post(url, { body }));
      expect(error.message).toContain('already been read or closed');
    }
    expect(bodies).toEqual([]);
  });

  it('without an error in the middle of the call rejects', async () => {
    const body = new PassThrough();
    body.write('half');
    const call = container.httpClient().post(url, { body });
    call.on('request', () => setTimeout(() => body.destroy(), 5));
    expect((await failureOf(call)).message).toContain('closed before its end');
    expect(bodies).toEqual([]);
  });

  it('with an error before anything is sent rejects with the error', async () => {
    const body = new PassThrough().on('error', () => undefined);
    const call = container.httpClient().post(url, { body });
    body.destroy(new Error('disk on fire'));
    expect((await failureOf(call)).message).toContain('disk on fire');
  });
});

it('another call as body sends the body of its answer', async () => {
  const client = container.httpClient();
  expect(await client.put(url, { body: client.get(url) })).toBe('stored');
  expect(bodies).toEqual(['', 'stored']);
});

it('write takes an encoding and a callback', async () => {
  const call = container.httpClient().post(url);
  const written = new Promise<void>((resolve) => call.write('6162', 'hex', resolve));
  call.write('Yw==', 'base64');
  call.end();
  await Promise.all([call, written]);
  expect(bodies).toEqual(['abc']);
});
