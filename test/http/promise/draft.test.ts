import { describe, expect, it } from 'vitest';
import { Draft } from '../../../src/http/promise/draft';
import { createByteStream } from '../../../src/http/request/byte-stream';
import { HeaderMap } from '../../../src/http/request/header-map';
import type { HttpRequestOptions } from '../../../src/http/request/options';
import type { PrepareContext } from '../../../src/http/request/request-options';
import { failureOf } from '../../helpers/failure-of';

function draftOf(options: HttpRequestOptions = {}, context: Partial<PrepareContext> = {}): Draft {
  return new Draft(
    { url: 'https://api.example.com/a?b=c', ...options },
    { method: options.method, defaultHeaders: {}, maxResponseBytes: 1_000, ...context },
  );
}

/** What a draft would send. */
async function sentBy(draft: Draft) {
  const request = draft.start(undefined);
  const body = await request.body;
  return { body: body?.toString(), headers: request.headers.toObject(), request };
}

const headersOf = (draft: Draft) => draft.view()?.headers.toObject();

describe('what is known before a call is sent', () => {
  it('is its URL, its method, and its headers with host and credentials', () => {
    const draft = draftOf({ headers: { A: 'b' }, auth: { bearer: 'token' }, method: 'PUT' });
    expect(draft.view()).toMatchObject({ method: 'PUT', uri: { href: 'https://api.example.com/a?b=c' } });
    expect(headersOf(draft)).toEqual({ A: 'b', host: 'api.example.com', authorization: 'Bearer token' });
    expect(draft.prepare().headers.toObject()).toEqual({ A: 'b' });
    expect(draft.toJSON()).toMatchObject({ method: 'PUT', headers: { A: 'b' } });
  });

  it('is nothing for a call that cannot be sent', () => {
    const draft = draftOf({ url: '/a' });
    expect(draft.view()).toBeUndefined();
    expect(draft.body).toBeUndefined();
    draft.setHeader('a', 'b');
    draft.setBody({ form: { a: 1 } });
    expect(() => draft.toJSON()).toThrow('Invalid URI "/a"');
    expect(() => draft.start(undefined)).toThrow('Invalid URI "/a"');
  });

  it('is the next hop after a redirect, without the credentials of the call', () => {
    const draft = draftOf({ auth: { bearer: 'token' }, body: 'x', method: 'POST' });
    expect(draft.body).toBe('x');
    const next = { method: 'GET', url: new URL('https://b.example.com/'), headers: new HeaderMap() };
    draft.redirect({ ...next, keepsBody: true });
    expect([draft.view()?.method, draft.view()?.uri.host, draft.body]).toEqual(['GET', 'b.example.com', 'x']);
    expect(headersOf(draft)).toEqual({ host: 'b.example.com' });
    expect(draft.toJSON()).toMatchObject({ method: 'GET', uri: { host: 'b.example.com' } });
    draft.redirect({ ...next, keepsBody: false });
    expect(draft.body).toBeUndefined();
  });

  it('is the request of the response that has arrived', () => {
    const draft = draftOf();
    const toJSON = () => 'of the response';
    draft.response = { request: { uri: { host: 'x' }, method: 'PUT', headers: { A: 'b' }, toJSON } } as never;
    expect(draft.view()).toMatchObject({ uri: { host: 'x' }, method: 'PUT' });
    expect(headersOf(draft)).toEqual({ A: 'b' });
    expect(draft.toJSON()).toBe('of the response');
  });

  it.each<[HttpRequestOptions, unknown]>([
    [{ body: 'a' }, 'a'],
    [{ form: { a: 1 } }, 'a=1'],
    [{ json: { a: 1 } }, '{"a":1}'],
    [{ formData: { a: 'b' }, body: 'x' }, undefined],
    [{ multipart: [], body: 'x' }, undefined],
    [
      {
        json: true,
        body: {
          toJSON: () => {
            throw new Error('of the caller');
          },
        },
      },
      undefined,
    ],
  ])('is the body of %#', (options, body) => {
    const draft = draftOf({ ...options, method: 'POST' });
    expect(draft.body).toBe(body);
    expect(draft.body).toBe(body);
  });
});

describe('a header', () => {
  it('is set, added to, or removed in any case', () => {
    const draft = draftOf({ headers: { 'X-A': '1' } });
    draft.setHeader('x-a', '2');
    draft.setHeader('X-A', '3', false);
    draft.setHeader('x-b', '4', false);
    draft.setHeader('x-c', '5');
    draft.setHeader('x-b', undefined);
    draft.removeHeader('X-C');
    expect(headersOf(draft)).toEqual({ 'X-A': '2,3', 'x-b': '4', host: 'api.example.com' });
  });

  it('with credentials replaces those of the call, but not those that wait', () => {
    const replaced = draftOf({ auth: { bearer: 'token' } });
    replaced.setHeader('x-a', '1');
    expect(replaced.prepare().authorizer).toBeDefined();
    replaced.setHeader('Authorization', 'mine');
    expect(replaced.prepare().authorizer).toBeUndefined();
    const waiting = draftOf({ auth: { bearer: 'token', sendImmediately: false } });
    waiting.setHeader('authorization', 'mine');
    expect(waiting.prepare().authorizer).toBeDefined();
  });
});

describe('the query', () => {
  it.each<[Record<string, unknown>, boolean, string]>([
    [{ d: 1 }, false, '?b=c&d=1'],
    [{ d: 1 }, true, '?d=1'],
    [{}, false, '?b=c'],
    [{}, true, '?b=c'],
    [{ d: [] }, false, '?b=c'],
  ])('with %j and clobber %s is %s', (parameters, clobber, search) => {
    const draft = draftOf();
    draft.setQuery(parameters, clobber);
    expect(draft.prepare().url.search).toBe(search);
  });

  it('stays without one', () => {
    const draft = draftOf({ url: 'https://api.example.com/a?' });
    draft.setQuery({}, false);
    expect(draft.prepare().url.href).toBe('https://api.example.com/a?');
  });

  it('is written with the options of the call', () => {
    const draft = draftOf({ useQuerystring: true });
    draft.setQuery({ d: [1, 2] }, false);
    expect(draft.prepare().url.search).toBe('?b=c&d=1&d=2');
  });
});

describe('the body', () => {
  const FORM = 'application/x-www-form-urlencoded';

  it.each<[HttpRequestOptions, HttpRequestOptions, unknown, object]>([
    [{ body: 'old' }, { form: { a: 1 } }, 'a=1', { 'content-type': FORM, 'content-length': 3 }],
    [{ formData: { a: 'b' } }, { form: 'a=1' }, 'a=1', { 'content-type': FORM, 'content-length': 3 }],
    [
      { json: { a: 1 } },
      { form: 'a=1' },
      'a=1',
      { accept: 'application/json', 'content-type': FORM, 'content-length': 3 },
    ],
    [{ form: { a: 1 } }, { json: { b: 2 } }, '{"b":2}', { 'content-type': FORM, 'content-length': 7 }],
  ])('of %j is replaced by that of %j', async (before, given, body, headers) => {
    const draft = draftOf({ ...before, method: 'POST' });
    draft.prepare();
    await new Promise(setImmediate);
    draft.setBody(given);
    expect(draft.body).toBe(body);
    const sent = await sentBy(draft);
    expect(sent.body).toBe(body);
    if (before.formData === undefined) expect(sent.headers).toEqual(headers);
  });

  it('may become multipart, which is not shown', async () => {
    const draft = draftOf({ body: 'old', method: 'POST' });
    draft.setBody({ multipart: [{ body: 'part' }] });
    expect(draft.body).toBeUndefined();
    expect((await sentBy(draft)).body).toContain('\r\n\r\npart\r\n');
  });

  it.each<[HttpRequestOptions, unknown, string | undefined]>([
    [{}, { a: 1 }, '{"a":1}'],
    [{}, 'text', '"text"'],
    [{}, 0, '0'],
    [{}, null, 'null'],
    [{}, true, undefined],
    [{ body: { a: 1 } }, true, '{"a":1}'],
    [{ body: 'text' }, false, '"text"'],
  ])('of %j with json(%j) is %s', async (options, value, body) => {
    const draft = draftOf({ ...options, method: 'POST' });
    expect(draft.answerOptions).not.toHaveProperty('json');
    draft.setJson(value);
    expect(draft.answerOptions).toMatchObject({ json: true, method: 'POST' });
    const sent = await sentBy(draft);
    expect([sent.body, sent.headers.accept]).toEqual([body, 'application/json']);
    expect(sent.headers['content-type']).toBe(body === undefined ? undefined : 'application/json');
  });

  it('may become a form to which fields are appended', async () => {
    const draft = draftOf({ body: 'old', method: 'POST' });
    expect(draft.body).toBe('old');
    draft.openForm().append('a', 'b');
    expect(draft.body).toBeUndefined();
    expect((await sentBy(draft)).body).toContain('name="a"\r\n\r\nb\r\n');
  });

  it('that is piped in is the only one', async () => {
    for (const early of [true, false]) {
      const draft = draftOf({ body: 'old', method: 'POST', headers: { b: '1' } });
      if (early) draft.prepare();
      const stream = createByteStream();
      const request = draft.start({ stream, headers: [['a', 'x']] });
      expect(await request.body).toBe(stream);
      expect(request.headers.toObject()).toEqual({ b: '1', a: 'x' });
    }
  });

  it('that cannot be built rejects when it is sent', async () => {
    const draft = draftOf({ method: 'POST' });
    const circular: Record<string, unknown> = {};
    circular.self = circular;
    draft.setBody({ json: circular });
    await new Promise(setImmediate);
    expect((await failureOf(sentBy(draft))).message).toContain('circular structure');
  });
});

describe('credentials and cookies', () => {
  const ours = { authorize() {} };

  it('are replaced, unless a client of the library signs', () => {
    const draft = draftOf();
    draft.setAuth({ user: 'a', pass: 'b' });
    expect(draft.prepare().authorizer?.known?.()).toBe('Basic YTpi');
    draft.setOAuth({ consumer_key: 'k' });
    expect(draft.prepare().authorizer?.known).toBeUndefined();
    const signed = draftOf({}, { authorizer: ours });
    signed.setAuth({ user: 'a', pass: 'b' });
    signed.setOAuth({ consumer_key: 'k' });
    signed.setHeader('authorization', 'mine');
    expect(signed.prepare().authorizer).toBe(ours);
  });

  it('that are wrong reject when the call is sent', async () => {
    const draft = draftOf();
    draft.setAuth({});
    await new Promise(setImmediate);
    expect((await failureOf(sentBy(draft))).message).toBe('no auth mechanism defined');
  });

  it('may be those of a jar, or none', () => {
    const draft = draftOf();
    draft.setJar(true);
    expect(draft.prepare().jar).toBeDefined();
    draft.setJar(false);
    expect(draft.prepare().jar).toBeUndefined();
  });
});

it('does not change any more once it is sent', async () => {
  const draft = draftOf({ method: 'POST', body: 'x' });
  const { request } = await sentBy(draft);
  draft.setHeader('a', 'b');
  draft.setBody({ form: 'c=d' });
  expect(request.headers.toObject()).toEqual({ 'content-length': 1 });
  expect(await request.body).toBe('x');
});
