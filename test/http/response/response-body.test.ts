import { PassThrough } from 'node:stream';
import { describe, expect, it, vi } from 'vitest';
import { type BodyOptions, collectBytes, readBody } from '../../../src/http/response/response-body';
import { announcedBytes, type ResponseLimit, readByteLimit } from '../../../src/http/response/response-limit';
import { failureOf } from '../../helpers/failure-of';

const LIMIT: ResponseLimit = { bytes: 4, host: 'api.example.com' };
const TOO_LARGE = {
  message:
    'The answer of api.example.com is larger than 4 bytes, so the connection was closed. Ask for less (a page, a range), ' +
    'pipe the answer to a stream, or raise the option "maxResponseBytes"',
  code: 'com.liveperson.faas.toolbelt.response-too-large',
};

function bodyOf(
  chunks: (string | Buffer)[],
  limit: Partial<ResponseLimit> = {},
  options: BodyOptions = {},
  keep = true,
) {
  const content = new PassThrough();
  const onChunk = vi.fn();
  const body = readBody(content, options, keep, onChunk, { ...LIMIT, ...limit });
  for (const chunk of chunks) content.write(chunk);
  content.end();
  return { content, onChunk, body };
}

describe('the value of a body', () => {
  const BOM = Buffer.from('\uFEFF1');

  it.each<[string | Buffer, BodyOptions, unknown]>([
    ['ä', {}, 'ä'],
    [Buffer.from([0xe4]), { encoding: 'latin1' }, 'ä'],
    ['ä', { encoding: null }, Buffer.from('ä')],
    [BOM, {}, '\uFEFF1'],
    [BOM, { encoding: 'utf8' }, '1'],
    ['1', { encoding: 'utf8' }, '1'],
    [BOM, { encoding: 'utf8', json: true }, 1],
    ['[1]', { json: true }, [1]],
    ['[1]', { json: true, encoding: null }, [1]],
    ['[1]', { json: false }, '[1]'],
    ['{', { json: true }, '{'],
    ['{', { json: true, encoding: null }, Buffer.from('{')],
    ['', { json: true }, undefined],
    ['', { json: true, encoding: null }, undefined],
    ['', {}, ''],
    ['{"a":1}', { json: true, jsonReviver: (key, value) => (key === 'a' ? 2 : value) }, { a: 2 }],
  ])('%j with %j', async (text, options, value) => {
    const { body } = bodyOf([text], { bytes: 100 }, options);
    expect(await body).toEqual({ kept: true, value });
  });
});

describe('a body beyond the limit', () => {
  it('is one byte too long', async () => {
    expect(await bodyOf(['ab', 'cd']).body).toEqual({ kept: true, value: 'abcd' });
    const { body, content, onChunk } = bodyOf(['ab', 'cde']);
    const error = await failureOf(body);
    expect({ message: error.message, code: error.code }).toEqual(TOO_LARGE);
    expect(content.errored).toBe(error);
    expect(onChunk.mock.calls).toEqual([[Buffer.from('ab')]]);
  });

  it('is refused as soon as its length is announced', async () => {
    expect(await bodyOf(['ab'], { announced: 4 }).body).toEqual({ kept: true, value: 'ab' });
    const { body, onChunk } = bodyOf(['ab'], { announced: 5 });
    expect(await failureOf(body)).toMatchObject(TOO_LARGE);
    expect(onChunk).not.toHaveBeenCalled();
  });

  it.each([undefined, 5])('is read on if streams get it, with the announced length %s', async (announced) => {
    const { body, onChunk } = bodyOf(['abc', 'def', 'g'], { announced, mayDrop: () => true });
    expect(await body).toEqual({ kept: false });
    expect(onChunk).toHaveBeenCalledTimes(3);
    const refused = bodyOf(['abcdef'], { announced, mayDrop: () => false });
    expect(await failureOf(refused.body)).toMatchObject(TOO_LARGE);
  });

  it('does not matter if it is not kept', async () => {
    const { body, onChunk } = bodyOf(['abc', 'def'], { announced: 6 }, {}, false);
    expect(await body).toEqual({ kept: false });
    expect(onChunk).toHaveBeenCalledTimes(2);
  });
});

describe('a body fails', () => {
  it('with the error that it had before', async () => {
    const content = new PassThrough().on('error', () => {});
    const error = new Error('reset');
    content.destroy(error);
    expect(await failureOf(readBody(content, {}, true, () => {}, LIMIT))).toBe(error);
  });

  it('with an error, or when it is closed before its end', async () => {
    const [failing, closing] = [new PassThrough(), new PassThrough()];
    const bodies = [failing, closing].map((content) =>
      failureOf(readBody(content, {}, true, () => {}, LIMIT)),
    );
    failing.destroy(new Error('reset'));
    closing.destroy();
    const [failed, closed] = await Promise.all(bodies);
    expect(failed?.message).toBe('reset');
    expect([closed?.message, closed?.code]).toEqual(['aborted', 'ECONNRESET']);
  });

  it('with the exception of its listener, and closes its connection', async () => {
    const content = new PassThrough();
    const onChunk = (): never => {
      throw new Error('of the listener');
    };
    const body = readBody(content, {}, true, onChunk, LIMIT);
    content.write('a');
    expect((await failureOf(body)).message).toBe('of the listener');
    expect(content.destroyed).toBe(true);
  });
});

it('collects bytes up to a limit', async () => {
  const stream = (text: string) => new PassThrough().end(text);
  expect(await collectBytes(stream('äb'), LIMIT)).toEqual(Buffer.from('äb'));
  expect(await failureOf(collectBytes(stream('abcde'), LIMIT))).toMatchObject(TOO_LARGE);
  expect(await collectBytes(stream('abcde'), { ...LIMIT, mayDrop: () => true })).toEqual(Buffer.alloc(0));
});

it.each([
  [undefined, 9],
  [1, 1],
  [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY],
])('the limit %s of a call is %d', (option, limit) => {
  expect(readByteLimit(option, 9)).toBe(limit);
});

it.each([0, -1, 1.5, '1', null, Number.NaN])('no limit of a call is %j', (option) => {
  expect(() => readByteLimit(option, 9)).toThrow(
    Object.assign(
      new Error(
        `options.maxResponseBytes must be a positive integer, or Infinity for no limit (found ${option}).`,
      ),
      { code: 'com.liveperson.faas.toolbelt.invalid-argument' },
    ),
  );
});

it.each([
  ['12', true, 12],
  ['12', false, undefined],
  ['1x', true, undefined],
  ['x1', true, undefined],
  ['', true, undefined],
  [['12'], true, undefined],
  [undefined, true, undefined],
])('content-length %j, plain: %s', (length, isPlain, bytes) => {
  expect(announcedBytes({ 'content-length': length }, isPlain)).toBe(bytes);
});
