import { describe, expect, it } from 'vitest';
import { ErrorCodes } from '../../src/errors';
import { kindOf, readRequestBody } from '../../src/mtls/mtls-body';

const bytes = (text: string) => new TextEncoder().encode(text);

describe('a body', () => {
  it.each<[what: string, body: unknown, sent: string | undefined, type?: string]>([
    ['undefined', undefined, undefined],
    ['null', null, undefined],
    ['an empty text', '', undefined],
    ['a text', 'é', 'é'],
    ['bytes', Buffer.from('b'), 'b'],
    ['no bytes', Buffer.alloc(0), undefined],
    ['an ArrayBuffer', bytes('buffer').buffer, 'buffer'],
    ['an empty ArrayBuffer', new ArrayBuffer(0), undefined],
    ['a SharedArrayBuffer', new SharedArrayBuffer(1), '\0'],
    ['a part of a buffer', bytes('a view').subarray(2, 4), 'vi'],
    ['a DataView', new DataView(bytes('data').buffer, 1), 'ata'],
    ['an object', { a: 'é' }, '{"a":"é"}', 'application/json'],
    ['an array', [1, null], '[1,null]', 'application/json'],
    ['what writes itself as nothing', { toJSON: () => undefined }, undefined],
    [
      'names of methods',
      { pipe: 1, getReader: 1, arrayBuffer: 1 },
      '{"pipe":1,"getReader":1,"arrayBuffer":1}',
      'application/json',
    ],
  ])('may be %s', (_what, body, sent, type) => {
    const read = readRequestBody(body, 'POST');
    expect(read.bytes?.toString()).toBe(sent);
    expect(read.type).toBe(type);
    if (sent === undefined) expect(readRequestBody(body, 'GET')).toEqual(read);
  });

  const refused = (text: string) =>
    expect.objectContaining({
      ...{ name: 'ToolbeltError', code: ErrorCodes.Mtls.INVALID_REQUEST, message: `MTLSClient: ${text}.` },
    });
  const COLLECTION =
    'the body is a collection that JSON cannot hold: pass text, bytes, an array or an object';
  const STREAM = 'the body is a stream: read it first, and pass text or bytes';
  const kind = (shown: string) => `the body must be text, bytes, or an object to send as JSON, not ${shown}`;
  const cycle: Record<string, unknown> = {};
  cycle.self = cycle;

  it.each<[what: string, body: unknown, text: string]>([
    ['a number', 7, kind('a number')],
    ['a boolean', true, kind('a boolean')],
    ['a function', () => '', kind('a function')],
    ['a promise', Promise.resolve(), 'the body is a promise: await it'],
    [
      'parameters',
      new URLSearchParams('a=1'),
      'the body is URLSearchParams: pass String(params) and a content-type header',
    ],
    ['a stream of Node', { pipe() {} }, STREAM],
    ['a web stream', new ReadableStream(), STREAM],
    ['a Blob', new Blob(['x']), 'the body is a Blob: pass Buffer.from(await blob.arrayBuffer())'],
    ['a Map', new Map(), COLLECTION],
    ['a generator', (function* () {})(), COLLECTION],
    ['a cycle', cycle, 'the body cannot be written as JSON (Converting circular structure to JSON)'],
    ['a BigInt', [1n], 'the body cannot be written as JSON (Do not know how to serialize a BigInt)'],
  ])('is refused: %s', (_what, body, text) => {
    expect(() => readRequestBody(body, 'POST')).toThrow(refused(text));
  });

  it.each(['GET', 'HEAD'])('is refused with %s', (method) => {
    expect(() => readRequestBody('x', method)).toThrow(
      refused(
        `a ${method} request has no body: pass null as third argument (options are the fourth), or use post, put or patch`,
      ),
    );
    expect(readRequestBody('x', 'DELETE').bytes?.toString()).toBe('x');
  });

  it('has the failure of JSON as the cause of its error', () => {
    expect(() => readRequestBody(cycle, 'PUT')).toThrow(
      expect.objectContaining({ cause: expect.any(TypeError) }),
    );
  });
});

it.each([
  [undefined, 'undefined'],
  [null, 'null'],
  [[], 'an array'],
  [{}, 'an object'],
  ['', 'a string'],
  [0, 'a number'],
])('names the kind of %j', (value, kind) => {
  expect(kindOf(value)).toBe(kind);
});
