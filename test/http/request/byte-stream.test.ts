import { EventEmitter } from 'node:events';
import { PassThrough, Readable, Stream } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { bytesOfStream, createByteStream } from '../../../src/http/request/byte-stream';
import { failureOf } from '../../helpers/failure-of';

const text = async (stream: Readable) => Buffer.concat(await stream.toArray()).toString();

describe('createByteStream', () => {
  it('passes text and bytes on', async () => {
    const stream = createByteStream();
    stream.write('a');
    stream.write('62', 'hex');
    stream.end(new Uint8Array([99]));
    expect(await text(stream)).toBe('abc');
  });

  it('takes two chunks before it asks to wait', () => {
    const stream = createByteStream();
    stream.cork();
    expect([stream.write('a'), stream.write('b')]).toEqual([true, false]);
  });

  it.each([1, {}, true])('breaks for %j, and ends nothing', async (chunk) => {
    const stream = createByteStream();
    stream.write(chunk);
    await new Promise(setImmediate);
    expect(stream.errored?.message).toBe(
      `Argument error, options.body. A stream must hold text or bytes, and this one holds a value of type ${typeof chunk}: ` +
        'turn its values into text first, for example into lines of JSON.',
    );
  });
});

describe('bytesOfStream', () => {
  const USED =
    'Argument error, options.body. The stream has already been read or closed: pass one that is still open.';

  it('reads any stream', async () => {
    expect(await text(bytesOfStream(Readable.from(['a', 'b'])))).toBe('ab');
  });

  it('refuses a stream that has failed, was closed or was read', async () => {
    const failed = new PassThrough().on('error', () => {}).destroy(new Error('of the stream'));
    expect(() => bytesOfStream(failed)).toThrow(new Error('of the stream'));
    expect(() => bytesOfStream(new PassThrough().destroy())).toThrow(new Error(USED));
    const read = Object.assign(new EventEmitter(), { readableEnded: true });
    expect(() => bytesOfStream(read as never)).toThrow(new Error(USED));
  });

  it('fails with its source', async () => {
    const source = new PassThrough();
    const bytes = bytesOfStream(source);
    source.destroy(new Error('of the stream'));
    expect((await failureOf(text(bytes))).message).toBe('of the stream');
  });

  it('fails when its source is closed before its end, and not after it', async () => {
    const source = new Stream() as NodeJS.ReadableStream & Stream;
    const bytes = bytesOfStream(source);
    source.emit('close');
    expect((await failureOf(text(bytes))).message).toBe('The stream of the body was closed before its end.');
    const whole = new Stream() as NodeJS.ReadableStream & Stream;
    const all = text(bytesOfStream(whole));
    for (const [event, chunk] of [['data', 'a'], ['end'], ['close']]) whole.emit(String(event), chunk);
    expect(await all).toBe('a');
  });
});
