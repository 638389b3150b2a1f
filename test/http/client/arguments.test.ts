import { describe, expect, it, vi } from 'vitest';
import { createHttpClient } from '../../../src/http/client/http-client';
import type { HttpRequestOptions } from '../../../src/http/request/options';

/** A client that sends nothing, and the options of its calls. */
function recorder() {
  const calls: HttpRequestOptions[] = [];
  const client = createHttpClient(((options: HttpRequestOptions) => calls.push(options)) as never);
  return { client, calls };
}

/** What a call becomes. Own properties alone count. */
function optionsOf(call: (client: ReturnType<typeof createHttpClient>) => unknown): HttpRequestOptions {
  const { client, calls } = recorder();
  call(client);
  const [options = {}] = calls;
  expect(Object.getPrototypeOf(options)).toBe(null);
  return { ...options };
}

const url = 'http://api.example.com/';
const callback = () => {};

describe('the arguments of a call', () => {
  it.each<[string, unknown[], HttpRequestOptions]>([
    ['a URL', [url], { uri: url }],
    ['a URL object', [new URL(url)], { uri: new URL(url) }],
    ['a URL and options', [url, { json: true }], { uri: url, json: true }],
    ['a URL and options with another', [url, { uri: 'x', url: 'y' }], { uri: url, url: 'y' }],
    ['options', [{ url, json: true }], { url, json: true }],
    ['options without values', [{ url, json: undefined, body: null }], { url, body: null }],
    ['a URL and a callback', [url, callback], { uri: url, callback }],
    ['options and a callback', [{ url }, callback], { url, callback }],
    ['a URL, options and a callback', [url, { json: true }, callback], { uri: url, json: true, callback }],
    ['a URL and nothing', [url, null, callback], { uri: url, callback }],
    ['a number and options', [1, { json: true }], { uri: 1 as never, json: true }],
    ['a callback alone', [callback], { callback }],
    ['a number', [1], {}],
    ['nothing', [], {}],
    ['null', [null], {}],
  ])('may be %s', (_name, args, options) => {
    expect(optionsOf((client) => Reflect.apply(client, undefined, args))).toEqual(options);
  });

  it.each([
    ['get', 'GET'],
    ['head', 'HEAD'],
    ['options', 'OPTIONS'],
    ['post', 'POST'],
    ['put', 'PUT'],
    ['patch', 'PATCH'],
    ['del', 'DELETE'],
    ['delete', 'DELETE'],
  ] as const)('of %s make a %s, whatever the options say', (name, method) => {
    expect(optionsOf((client) => client[name](url, { method: 'TRACE' }))).toEqual({ uri: url, method });
  });
});

describe('defaults', () => {
  const merged = (base: HttpRequestOptions, own: HttpRequestOptions) =>
    optionsOf((client) => client.defaults(base)(own));

  it.each<[string, HttpRequestOptions, HttpRequestOptions, HttpRequestOptions]>([
    ['fill in what is missing', { json: true, url }, {}, { json: true, url }],
    ['give way', { json: true, url }, { json: false }, { json: false, url }],
    ['do not give way to undefined', { json: true }, { json: undefined }, { json: true }],
    ['give way to null', { body: 'a' }, { body: null }, { body: null }],
    ['without a value are none', { json: undefined, url }, {}, { url }],
    [
      'are merged at any depth',
      { headers: { a: '1', b: { c: '2' } } },
      { headers: { b: { d: '3' }, e: undefined } },
      { headers: { a: '1', b: { c: '2', d: '3' } } },
    ],
    ['are merged by the places of a list', { x: [1, 2, { a: 1 }] }, { x: [3] }, { x: [3, 2, { a: 1 }] }],
    ['are no list for an object', { x: [1] }, { x: { a: 1 } }, { x: { a: 1 } }],
    ['are no object for a list', { x: { a: 1 } }, { x: [1] }, { x: [1] }],
    [
      'may be named as nothing else is',
      {},
      JSON.parse('{"headers":{"__proto__":"x"}}'),
      JSON.parse('{"headers":{"__proto__":"x"}}'),
    ],
  ])('%s', (_name, base, own, expected) => {
    expect(merged(base, own)).toEqual(expected);
  });

  it('are copies, but for objects of a class', () => {
    const body = new Map();
    const base = { headers: { a: '1' }, list: [{ b: 1 }], body };
    const options = merged(base, {});
    expect(options.headers).not.toBe(base.headers);
    expect((options.list as object[])[0]).not.toBe(base.list[0]);
    expect(options.body).toBe(body);
    merged(base, { headers: { a: '2' }, list: [{ b: 2 }] });
    expect(base).toEqual({ headers: { a: '1' }, list: [{ b: 1 }], body });
  });

  it('may have a cycle, and a list with two equal values', () => {
    const cycle: Record<string, unknown> = {};
    cycle.self = cycle;
    expect((merged({}, { json: cycle }).json as typeof cycle).self).toBe(cycle);
    const same = { a: 1 };
    const { json } = merged({}, { json: [same, same] });
    expect(json).toEqual([same, same]);
    expect((json as unknown[])[1]).not.toBe(same);
  });

  it('add to other defaults', () => {
    expect(optionsOf((client) => client.defaults({ a: 1, b: 1 }).defaults({ b: 2 }).get(url))).toEqual({
      a: 1,
      b: 2,
      uri: url,
      method: 'GET',
    });
  });

  it('may send with a function, which gets a plain object', () => {
    const { client, calls } = recorder();
    const requester = vi.fn();
    client.defaults({ a: 1 }).defaults({ b: 2 }, requester as never)(url, callback);
    client.defaults(requester as never)(url);
    expect(calls).toEqual([]);
    expect(requester.mock.calls).toEqual([
      [{ b: 2, uri: url, callback }, callback],
      [{ uri: url }, undefined],
    ]);
    expect(Object.getPrototypeOf(requester.mock.calls[0]?.[0])).toBe(Object.prototype);
  });
});
