import { Readable } from 'node:stream';
import { describe, expect, it, vi } from 'vitest';
import { SalesforceStream } from '../../src/salesforce/stream';

const turn = () => new Promise(setImmediate);
async function textOf(stream: AsyncIterable<Buffer>): Promise<string> {
  let text = '';
  for await (const chunk of stream) text += chunk;
  return text;
}

describe('the stream of a call', () => {
  it('sends what is written', async () => {
    const stream = new SalesforceStream();
    stream.duplex.write('a');
    stream.duplex.end('b');
    expect(await textOf(stream.upload)).toBe('ab');
  });

  it('drops what is written after the request has failed', async () => {
    const { duplex, upload } = new SalesforceStream();
    upload.destroy(new Error('failed'));
    await turn();
    await new Promise((resolve) => duplex.write('late', resolve));
    expect(duplex.destroyed).toBe(false);
  });

  it('gives the answer that comes at once', async () => {
    const stream = new SalesforceStream();
    stream.finish(Buffer.from('answer'));
    expect(await textOf(stream.duplex)).toBe('answer');
    const empty = new SalesforceStream();
    empty.finish(Buffer.alloc(0));
    expect(await textOf(empty.duplex)).toBe('');
  });

  it('gives nothing when it was closed before', async () => {
    const stream = new SalesforceStream();
    stream.duplex.destroy();
    stream.finish(Buffer.from('late'));
    await turn();
    expect(stream.duplex.errored).toBeNull();
  });

  it('follows an answer only as fast as it is read', async () => {
    const stream = new SalesforceStream();
    const source = Readable.from(Array.from({ length: 40 }, () => Buffer.alloc(10_000, 'x')));
    const pause = vi.spyOn(source, 'pause');
    stream.follow(source);
    await vi.waitFor(() => expect(pause).toHaveBeenCalled());
    expect(await textOf(stream.duplex)).toHaveLength(400_000);
  });

  it('fails with the answer that it follows', async () => {
    const stream = new SalesforceStream();
    const source = new Readable({ read() {} });
    const broken = new Error('broken');
    stream.follow(source);
    source.destroy(broken);
    await expect(textOf(stream.duplex)).rejects.toBe(broken);
  });
});

describe('a stream that is closed', () => {
  it('before the answer was read abandons it, and ends the upload', async () => {
    const stream = new SalesforceStream();
    stream.onAbandoned = vi.fn();
    stream.follow(new Readable({ read() {} }));
    stream.duplex.destroy();
    await turn();
    expect(stream.onAbandoned).toHaveBeenCalledTimes(1);
    expect(stream.upload.destroyed).toBe(true);
  });

  it('after the answer was read does not', async () => {
    const stream = new SalesforceStream();
    stream.onAbandoned = vi.fn();
    stream.follow(Readable.from([Buffer.from('a')]));
    stream.duplex.end();
    expect(await textOf(stream.duplex)).toBe('a');
    await turn();
    expect(stream.onAbandoned).not.toHaveBeenCalled();
  });
});

it('is watched by those who listen for errors, not by the streams that are piped into it', async () => {
  const stream = new SalesforceStream();
  expect(stream.isWatched).toBe(false);
  const source = new Readable({ read() {} });
  source.pipe(stream.duplex);
  expect(stream.isWatched).toBe(false);
  stream.duplex.on('error', () => {});
  expect(stream.isWatched).toBe(true);
  source.unpipe(stream.duplex);
  await turn();
  expect(stream.isWatched).toBe(true);
  stream.duplex.removeAllListeners('error');
  expect(stream.isWatched).toBe(false);
});
