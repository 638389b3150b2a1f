import { PassThrough } from 'node:stream';
import { expect, it } from 'vitest';
import { decodeBody } from '../../../src/http/response/decode-body';
import { collectBytes } from '../../../src/http/response/response-body';
import { failureOf } from '../../helpers/failure-of';

const hopOf = (encoding: string, stream: PassThrough) => ({
  statusCode: 200,
  statusMessage: '',
  httpVersion: '1.1',
  headers: { 'content-encoding': encoding },
  rawHeaders: [],
  stream,
});
const LIMIT = { bytes: 1000, host: 'a.example' };

it.each(['gzip', 'deflate', 'br'])(
  'an error of a %s body before it is read does not end the process',
  async (encoding) => {
    const uncaught: unknown[] = [];
    const listen = (error: unknown) => uncaught.push(error);
    process.on('uncaughtException', listen);
    try {
      const stream = new PassThrough();
      stream.on('error', () => {});
      const hop = hopOf(encoding, stream);
      const early = decodeBody(hop, 'GET', true);
      stream.destroy(new Error('broken off'));
      await new Promise((resolve) => early.once('close', resolve));
      const late = decodeBody(hop, 'GET', true);
      await new Promise((resolve) => setImmediate(resolve));
      expect(uncaught).toEqual([]);
      for (const body of [early, late])
        expect(await failureOf(collectBytes(body, LIMIT))).toHaveProperty('message', 'broken off');
    } finally {
      process.off('uncaughtException', listen);
    }
  },
);

it.each(['gzip', 'deflate', 'br'])(
  'a %s body that is closed without an error is cut off',
  async (encoding) => {
    const stream = new PassThrough();
    const early = decodeBody(hopOf(encoding, stream), 'GET', true);
    stream.destroy();
    await new Promise((resolve) => stream.once('close', resolve));
    const late = decodeBody(hopOf(encoding, stream), 'GET', true);
    for (const body of [early, late])
      expect(await failureOf(collectBytes(body, LIMIT))).toHaveProperty('message', 'aborted');
  },
);
