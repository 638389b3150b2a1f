import { PassThrough } from 'node:stream';
import { inspect } from 'node:util';
import { describe, expect, it, vi } from 'vitest';
import { legacyUrl } from '../../../src/http/request/request-url';
import { Caseless } from '../../../src/http/response/caseless';
import { decodeBody } from '../../../src/http/response/decode-body';
import { discard, HttpClientResponse } from '../../../src/http/response/http-response';
import { SentRequest } from '../../../src/http/response/request-summary';
import type { HopResponse } from '../../../src/http/wire/message';

function hopOf(extras: Partial<HopResponse> = {}): HopResponse {
  const head = { statusCode: 200, statusMessage: 'OK', httpVersion: '1.0', rawHeaders: ['A', 'b'] };
  return { ...head, headers: { a: 'b' }, stream: new PassThrough(), ...extras };
}

function responseTo(method: string, hop = hopOf(), content = hop.stream) {
  const uri = legacyUrl(new URL('https://api.example.com:8443/a?b=c'));
  const request = new SentRequest(uri, method, { Authorization: 'Basic planted1' }, () => 'the body');
  const summary = vi.fn(() => request);
  return { summary, request, response: new HttpClientResponse(hop, { method, host: 'h', summary }, content) };
}

describe('a response', () => {
  it('has the head of the answer, and describes its request once it is asked', () => {
    const { response, summary, request } = responseTo('GET');
    const { statusCode, statusMessage, httpVersion, headers, rawHeaders } = hopOf();
    expect(response).toMatchObject({ statusCode, statusMessage, httpVersion, headers, rawHeaders });
    expect([response.httpVersionMajor, response.httpVersionMinor]).toEqual([1, 0]);
    expect(Object.keys(response)).toContain('request');
    expect(summary).not.toHaveBeenCalled();
    expect([response.request, response.request]).toEqual([request, request]);
    expect(summary).toHaveBeenCalledTimes(1);
    expect(Object.getOwnPropertyDescriptor(response, 'request')).toEqual({
      configurable: true,
      enumerable: true,
      writable: true,
      value: request,
    });
    Object.assign(response, { request: 'another' });
    expect(response.request).toBe('another');
  });

  it('has what Node knows of the whole answer', () => {
    const message = { trailers: { t: '1' }, rawTrailers: ['T', '1'], complete: false };
    const { response } = responseTo('GET', hopOf({ stream: Object.assign(new PassThrough(), message) }));
    expect(response).toMatchObject(message);
    expect(responseTo('GET').response).toMatchObject({ trailers: {}, rawTrailers: [], complete: true });
    const copy = Object.assign(Object.create(Object.getPrototypeOf(response)), response);
    expect([copy.complete, copy.trailers, copy.rawTrailers]).toEqual([true, {}, []]);
  });

  it('shows no credential', () => {
    const { response } = responseTo('GET');
    response.body = 'answer';
    const shown = response.toJSON() as { statusCode: number; body: string; headers: object; request: object };
    expect(shown).toMatchObject({
      statusCode: 200,
      body: 'answer',
      headers: { a: 'b' },
      request: { method: 'GET' },
    });
    expect(inspect(response)).toMatch(/^HttpResponse \{[\s\S]*body: 'answer'/);
    expect(JSON.stringify(shown) + inspect(response)).not.toContain('planted1');
  });

  it('is a stream of its body', async () => {
    const { response } = responseTo('GET');
    const data = vi.fn();
    expect(response.on('data', data)).toBe(response);
    expect(response.isPiped).toBe(false);
    const target = new PassThrough();
    expect(response.pipe(target, { end: false })).toBe(target);
    expect(response.isPiped).toBe(true);
    response.content.push('a');
    response.content.push(null);
    await vi.waitFor(() => expect(String(target.read() ?? data.mock.lastCall)).toBe('a'));
    expect(target.writableEnded).toBe(false);
  });

  it.each([
    ['GET', 200, false, 3],
    ['head', 200, false, undefined],
    ['HEAD', 200, false, undefined],
    ['GET', 204, false, undefined],
    ['GET', 304, false, undefined],
    ['GET', 200, true, undefined],
  ])('to %s with status %i, decoded: %s, announces %s bytes', (method, statusCode, isDecoded, bytes) => {
    const hop = hopOf({ statusCode, headers: { 'content-length': '3' } });
    const { response } = responseTo(method, hop, isDecoded ? new PassThrough() : hop.stream);
    expect([response.announcedBytes, response.isDecoded]).toEqual([bytes, isDecoded]);
  });
});

describe('a body that nobody wants', () => {
  const MOST = 128 * 1024;

  it.each([
    [`${MOST}`, false],
    [`${MOST + 1}`, true],
  ])('of %s bytes is not read at all: %s', (length, closed) => {
    const { response } = responseTo('GET', hopOf({ headers: { 'content-length': length } }));
    discard(response);
    expect(response.content.destroyed).toBe(closed);
  });

  it('is read up to a limit, and its error is swallowed', async () => {
    const { response } = responseTo('GET');
    discard(response);
    response.content.push(Buffer.alloc(MOST));
    await new Promise(setImmediate);
    expect(response.content.destroyed).toBe(false);
    response.content.push('x');
    await new Promise(setImmediate);
    expect(response.content.destroyed).toBe(true);
    const failing = responseTo('GET').response;
    discard(failing);
    expect(() => failing.content.emit('error', new Error('reset'))).not.toThrow();
  });
});

describe('the summary of a request', () => {
  it('has the parts of its URL, its body and its headers', () => {
    const { request } = responseTo('GET');
    const { href, path, host, port, body } = request;
    expect([href, path, host, port, body]).toEqual([
      'https://api.example.com:8443/a?b=c',
      '/a?b=c',
      'api.example.com',
      '8443',
      'the body',
    ]);
    expect([request.hasHeader('AUTHORIZATION'), request.getHeader('authorization')]).toEqual([
      'Authorization',
      'Basic planted1',
    ]);
    expect([request.hasHeader('other'), request.getHeader('other')]).toEqual([false, undefined]);
    const copy = Object.assign(Object.create(Object.getPrototypeOf(request)), request);
    expect(copy.body).toBeUndefined();
    expect(new SentRequest(request.uri, 'GET', {}).body).toBeUndefined();
    expect(inspect(request)).toContain("method: 'GET'");
    expect(inspect(request)).not.toContain('planted1');
  });
});

describe('caseless headers', () => {
  it('are read, set and removed in any case', () => {
    const headers: Record<string, unknown> = { 'X-A': '1', 'x-b': '2', 'X-B': '3' };
    const caseless = new Caseless(headers);
    expect([caseless.has('x-a'), caseless.has('X-b'), caseless.has('x-c')]).toEqual(['X-A', 'x-b', false]);
    expect([caseless.get('x-a'), caseless.get('x-b'), caseless.get('x-c')]).toEqual(['1', '3', undefined]);
    expect(caseless.set('x-A', '4')).toBe('X-A');
    expect(caseless.set('x-a', '5', false)).toBe('X-A');
    expect(caseless.set('x-c', '6', false)).toBe(false);
    expect(caseless.set({ 'X-C': '7', 'x-d': '8' })).toBeUndefined();
    expect(caseless.set({ 'X-C': '9' }, false)).toBeUndefined();
    expect(headers).toEqual({ 'X-A': '4,5', 'x-b': '2', 'X-B': '3', 'x-c': '7,9', 'x-d': '8' });
    caseless.swap('X-D');
    caseless.swap('X-D');
    expect([caseless.has('x-d'), headers['X-D']]).toEqual(['X-D', '8']);
    expect([caseless.del('x-D'), caseless.has('x-d'), caseless.del('x-d')]).toEqual([true, false, true]);
    expect(() => caseless.swap('none')).toThrow(
      new Error('There is no header "none" whose spelling could be changed: use set()'),
    );
    caseless.set('__proto__', 'x');
    expect(Object.entries(headers)).toContainEqual(['__proto__', 'x']);
  });
});

describe('a body is decoded', () => {
  it.each([
    ['gzip', 'GET', 200, true, true],
    [' GZip ', 'GET', 200, true, true],
    ['deflate', 'GET', 200, true, true],
    ['br', 'GET', 200, true, true],
    ['gzip', 'GET', 200, false, false],
    ['zstd', 'GET', 200, true, false],
    ['', 'GET', 200, true, false],
    ['gzip', 'HEAD', 200, true, false],
    ['gzip', 'GET', 199, true, false],
    ['gzip', 'GET', 204, true, false],
    ['gzip', 'GET', 304, true, false],
  ])('of %j after %s with %i and gzip %s: %s', (encoding, method, statusCode, gzip, decoded) => {
    const hop = hopOf({ statusCode, headers: { 'content-encoding': encoding } });
    expect(decodeBody(hop, method, gzip) !== hop.stream).toBe(decoded);
  });

  it('only with a name of its encoding', () => {
    const hop = hopOf({ headers: {} });
    expect(decodeBody(hop, 'GET', true)).toBe(hop.stream);
  });

  it('fails with its source, before and while it is read, and closes its source', async () => {
    const headers = { 'content-encoding': 'gzip' };
    const error = new Error('reset');
    const broken = hopOf({ headers });
    broken.stream.on('error', () => {}).destroy(error);
    expect(decodeBody(broken, 'GET', true).errored).toBe(error);
    const breaking = hopOf({ headers });
    const decoder = decodeBody(breaking, 'GET', true);
    breaking.stream.destroy(error);
    await vi.waitFor(() => expect(decoder.errored).toBe(error));
    const closed = hopOf({ headers });
    decodeBody(closed, 'GET', true).destroy();
    await vi.waitFor(() => expect(closed.stream.destroyed).toBe(true));
  });
});
