import { beforeEach, describe, expect, it } from 'vitest';
import { createContextDouble } from '../../../src/testing/doubles/context';
import { ContextStore } from '../../../src/testing/doubles/context-store';
import type { Double } from '../../../src/testing/doubles/double';
import { ACCOUNT, ask } from './ask';

const BASE = `/v1/account/${ACCOUNT}`;
const headers = { 'maven-api-key': 'key' };
let now: number;
let store: ContextStore;
let double: Double;
const call = (method: string, path: string, body?: unknown) =>
  ask(double, method, BASE + path, { headers, body });
const statusOf = async (method: string, path: string, body?: unknown) =>
  (await call(method, path, body)).status;

beforeEach(() => {
  now = Date.UTC(2026, 0, 1);
  store = new ContextStore(() => now);
  double = createContextDouble({ accountId: ACCOUNT, apiKey: 'key', store });
});

describe('namespaces', () => {
  it('are created, listed and deleted; twice is the same as once', async () => {
    expect(await call('GET', '')).toMatchObject({ status: 200, json: [] });
    expect(await call('POST', '?ttlSecond=60', { name: 'a' })).toMatchObject({ status: 204, text: '' });
    expect(await statusOf('POST', '', { name: 'b' })).toBe(204);
    now += 1_000;
    expect(await statusOf('POST', '', { name: 'a' })).toBe(204);
    expect((await call('GET', '')).json).toEqual([
      { name: 'a', createdAt: '2026-01-01T00:00:00.000Z', ttlSecond: 60 },
      { name: 'b', createdAt: '2026-01-01T00:00:00.000Z' },
    ]);
    expect(await statusOf('POST', '?ttlSecond=0', { name: 'a' })).toBe(204);
    expect((await call('GET', '')).json).toMatchObject([{ name: 'a' }, { name: 'b' }]);
    expect((await call('GET', '')).text).not.toContain('ttlSecond');
    expect(await statusOf('DELETE', '/a')).toBe(204);
    expect(await statusOf('DELETE', '/a')).toBe(204);
    expect((await call('GET', '')).json).toMatchObject([{ name: 'b' }]);
  });

  it.each([
    ['', {}],
    ['', { name: '' }],
    ['', { name: 5 }],
    ['', 'no json'],
    ['?ttlSecond=-1', { name: 'a' }],
    ['?ttlSecond=soon', { name: 'a' }],
  ])('are refused for %s %j', async (query, body) => {
    expect(await statusOf('POST', query, body)).toBe(400);
    expect(store.namespaces()).toEqual([]);
  });

  it.each(['consumer', 'operational', 'conversation', 'custom', 'sde', 'faas'])(
    'of LivePerson: %s',
    async (name) => {
      expect(await statusOf('POST', '', { name })).toBe(400);
      expect(await statusOf('DELETE', `/${name}`)).toBe(400);
      expect(await statusOf('PATCH', `/${name}/properties`, { a: 1 })).toBe(400);
      expect(await statusOf('PUT', `/${name}/s/properties/a`, 1)).toBe(400);
      expect(await statusOf('GET', `/${name}/properties`)).toBe(400);
    },
  );
});

describe('properties', () => {
  it('are saved one by one or together, and others stay', async () => {
    expect(await call('PATCH', '/ns/properties', { a: 1, b: 'x' })).toMatchObject({ status: 204, text: '' });
    expect(await statusOf('PUT', '/ns/properties/c', [1, { d: null }])).toBe(204);
    expect(await statusOf('PATCH', '/ns/s/properties/', { a: 'session' })).toBe(204);
    expect(await statusOf('PUT', '/ns/s/properties/x%2Fy', '"text"')).toBe(204);
    expect((await call('GET', '/ns/properties')).json).toEqual({ a: 1, b: 'x', c: [1, { d: null }] });
    expect((await call('GET', '/ns/__default__/properties')).json).toEqual({
      a: 1,
      b: 'x',
      c: [1, { d: null }],
    });
    expect((await call('GET', '/ns/s/properties')).json).toEqual({ a: 'session', 'x/y': 'text' });
    expect((await call('GET', '/ns/properties?include=b,none,a')).json).toEqual({ a: 1, b: 'x' });
  });

  it('are read one by one: texts without quotes', async () => {
    await call('PATCH', '/ns/properties', {
      text: 'x "y"',
      number: 1.5,
      nothing: null,
      list: [1],
      no: false,
    });
    const read = async (name: string) => {
      const { text, headers: sent } = await call('GET', `/ns/properties/${name}`);
      return [text, sent['content-type']];
    };
    expect(await read('text')).toEqual(['x "y"', 'text/plain']);
    expect(await read('number')).toEqual(['1.5', 'application/json']);
    expect(await read('nothing')).toEqual(['null', 'application/json']);
    expect(await read('list')).toEqual(['[1]', 'application/json']);
    expect(await read('no')).toEqual(['false', 'application/json']);
  });

  it('are deleted one by one or together; those that are not there as well', async () => {
    await call('PATCH', '/ns/s/properties', { a: 1, b: 2 });
    expect(await statusOf('DELETE', '/ns/s/properties/a')).toBe(204);
    expect(await statusOf('DELETE', '/ns/s/properties/a')).toBe(204);
    expect((await call('GET', '/ns/s/properties')).json).toEqual({ b: 2 });
    expect(await statusOf('DELETE', '/ns/s/properties/')).toBe(204);
    expect(await statusOf('DELETE', '/none/s/properties')).toBe(204);
    expect(await statusOf('GET', '/ns/s/properties')).toBe(404);
    expect((await call('GET', '/ns/properties')).json).toEqual({});
  });

  it.each([
    '/none/properties',
    '/none/s/properties',
    '/none/properties/a',
    '/ns/none/properties',
    '/ns/properties/none',
    '/ns/properties/constructor',
    '/none/session-ids',
    '/namespace/none/session',
  ])('are not there: GET %s', async (path) => {
    await call('PATCH', '/ns/properties', { a: 1 });
    expect(await call('GET', path)).toMatchObject({
      status: 404,
      json: { error: { message: expect.any(String) } },
    });
  });

  it.each([
    ['PATCH', '/ns/properties', [1]],
    ['PATCH', '/ns/properties', 'no json'],
    ['PUT', '/ns/properties/a', 'no json'],
    ['PUT', '/ns/properties/a', ''],
  ])('are refused: %s %s %j', async (method, path, body) => {
    expect(await statusOf(method, path, body)).toBe(400);
    expect(store.namespaces()).toEqual([]);
  });

  it('end at 800,000 characters a session', async () => {
    const room = 800_000 - '{"a":""}'.length;
    expect(await statusOf('PATCH', '/ns/properties', { a: 'x'.repeat(room) })).toBe(204);
    expect(await call('PUT', '/ns/properties/b', 1)).toMatchObject({
      status: 413,
      json: { error: { message: expect.stringMatching(/document is too large/) } },
    });
    expect(await statusOf('PATCH', '/ns/properties', { a: 'x'.repeat(room + 1) })).toBe(413);
    expect(await statusOf('PATCH', '/ns/properties', { a: 'short', b: 1 })).toBe(204);
    expect(await statusOf('PATCH', '/ns/other/properties', { a: 'x'.repeat(room) })).toBe(204);
  });
});

describe('sessions', () => {
  beforeEach(async () => {
    for (const id of ['s1', 's2', 's3']) await call('PATCH', `/ns/${id}/properties`, { id });
  });

  it('are listed page by page', async () => {
    const ids = async (query: string) => (await call('GET', `/ns/session-ids${query}`)).json;
    expect(await ids('')).toEqual(['__default__', 's1', 's2', 's3']);
    expect(await ids('?page=0&perPage=3')).toEqual(['__default__', 's1', 's2']);
    expect(await ids('?page=1&perPage=3')).toEqual(['s3']);
    expect(await ids('?page=2&perPage=3')).toEqual([]);
    expect((await call('GET', '/ns/session-properties?page=1&perPage=2')).json).toEqual([
      { sessionId: 's2', properties: { id: 's2' } },
      { sessionId: 's3', properties: { id: 's3' } },
    ]);
    for (let n = 0; n < 100; n++) store.save('big', `s${n}`, { n });
    expect((await call('GET', '/big/session-ids')).json).toHaveLength(100);
    expect((await call('GET', '/big/session-ids?perPage=1000')).json).toHaveLength(101);
  });

  it.each(['page=-1', 'page=x', 'perPage=0', 'perPage=1001', 'perPage=x'])(
    'have no page %s',
    async (query) => {
      expect(await statusOf('GET', `/ns/session-ids?${query}`)).toBe(400);
      expect(await statusOf('GET', `/ns/session-properties?${query}`)).toBe(400);
    },
  );

  it('have times of their own, which are listed, kept when cleared, and deleted', async () => {
    expect(await statusOf('POST', '/namespace/ns/session?ttlSecond=5', { sessionId: 's1' })).toBe(204);
    expect(await statusOf('POST', '/namespace/ns/session', { sessionId: 'new' })).toBe(204);
    const list = async () => (await call('GET', '/namespace/ns/session')).json;
    const createdAt = '2026-01-01T00:00:00.000Z';
    expect(await list()).toEqual([
      { sessionId: 's1', createdAt, ttlSecond: 5 },
      { sessionId: 'new', createdAt, ttlSecond: 0 },
    ]);
    await call('DELETE', '/ns/s1/properties');
    expect(await list()).toHaveLength(2);
    expect(await statusOf('DELETE', '/namespace/ns/session/s1')).toBe(204);
    expect(await list()).toHaveLength(1);
    expect(await statusOf('POST', '/namespace/ns/session', {})).toBe(400);
    expect(await statusOf('POST', '/namespace/ns/session?ttlSecond=x', { sessionId: 's' })).toBe(400);
    expect(await statusOf('POST', '/namespace/sde/session', { sessionId: 's' })).toBe(400);
  });
});

describe('times to live', () => {
  it('count from each write, that of the session before that of the namespace', () => {
    store.createNamespace('ns', 60);
    store.setSessionTtl('ns', 'short', 10);
    store.setSessionTtl('ns', 'good', 0);
    for (const id of ['short', 'long', 'good']) store.save('ns', id, { a: 1 });
    now += 9_999;
    expect(store.read('ns', 'short')).toEqual({ a: 1 });
    now += 1;
    expect(store.read('ns', 'short')).toBeUndefined();
    store.save('ns', 'long', { b: 2 });
    now += 50_000;
    expect(store.read('ns', 'long')).toEqual({ b: 2 });
    now += 10_000;
    expect(store.read('ns', 'long')).toBeUndefined();
    now += 1e12;
    expect(store.sessionIds('ns')).toEqual(['__default__', 'good']);
    expect(store.read('ns', 'good')).toEqual({ a: 1 });
  });

  it('that are new are for what is written afterwards', () => {
    store.save('ns', 's', { old: 1 });
    store.createNamespace('ns', 10);
    store.save('ns', 's', { new: 2 });
    now += 10_000;
    expect(store.read('ns', 's')).toEqual({ old: 1 });
    store.createNamespace('ns');
    store.save('ns', 's', { next: 3 });
    now += 10_000;
    expect(store.read('ns', 's')).toEqual({ old: 1 });
  });

  it('keep what is left of them when the clock goes back', () => {
    store.createNamespace('ns', 10);
    store.save('ns', 's', { a: 1 });
    now += 6_000;
    store.save('ns', 's', { b: 2 });
    now -= 3_600_000;
    expect(store.read('ns', 's')).toEqual({ a: 1, b: 2 });
    now += 4_000;
    expect(store.read('ns', 's')).toEqual({ b: 2 });
    now -= 5_000;
    expect(store.read('ns', 's')).toEqual({ b: 2 });
    now += 6_000;
    expect(store.read('ns', 's')).toBeUndefined();
  });

  it('and values belong to the store alone', () => {
    const list = [1];
    store.save('ns', 's', { list });
    list.push(2);
    const read = store.read('ns', 's') as { list: number[] };
    read.list.push(3);
    expect(store.read('ns', 's')).toEqual({ list: [1] });
  });
});

it.each([
  ['no key', BASE, {}],
  ['another key', BASE, { 'maven-api-key': 'other' }],
  ['another account', '/v1/account/78', headers],
  ['a reserved namespace of a stranger', `${BASE}/sde/properties`, {}],
])('refuses %s', async (_name, target, sent) => {
  expect((await ask(double, 'GET', target, { headers: sent as Record<string, string> })).status).toBe(403);
});
