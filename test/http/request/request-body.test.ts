import { PassThrough, Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { HeaderMap } from '../../../src/http/request/header-map';
import type { HttpRequestOptions } from '../../../src/http/request/options';
import { buildBody, createForm, knownBody } from '../../../src/http/request/request-body';
import { failureOf } from '../../helpers/failure-of';

const FORM = 'application/x-www-form-urlencoded';
const NO_BODY = 'Argument error, options.body.';
const WRONG_BODY = `${NO_BODY} It must be text, bytes, a stream, or an array of text and bytes; to send it as JSON, add json: true.`;

/** The body of a call as text, with its headers. */
async function built(options: HttpRequestOptions, given: Record<string, string> = {}, upload?: Readable) {
  const headers = new HeaderMap(Object.entries(given));
  const body = await buildBody(options, headers, upload);
  const text = body instanceof Readable ? Buffer.concat(await body.toArray()) : body;
  return { text: text?.toString(), headers: headers.toObject() };
}

describe('a body', () => {
  it.each<[string, unknown, string | undefined, number | undefined]>([
    ['text', 'ä', 'ä', 2],
    ['bytes', Buffer.from('ab'), 'ab', 2],
    ['a part of a buffer', new Uint8Array([97, 98, 99]).subarray(1, 2), 'b', 1],
    ['a list', ['a', Buffer.from('b'), new Uint8Array([97, 98, 99]).subarray(2)], 'abc', 3],
    ['nothing', undefined, undefined, undefined],
    ['empty text', '', undefined, undefined],
    ['a stream', Readable.from(['a', 'b']), 'ab', undefined],
  ])('may be %s', async (_name, body, text, length) => {
    const headers = length === undefined ? {} : { 'content-length': length };
    expect(await built({ body })).toEqual({ text, headers });
  });

  it.each<[string, unknown, string]>([
    ['a number', 1, WRONG_BODY],
    ['an object', {}, WRONG_BODY],
    ['an object with a pipe that is none', { pipe: true }, WRONG_BODY],
    ['a list with a number', ['a', 1], WRONG_BODY],
    // biome-ignore lint/suspicious/noSparseArray: a caller may pass one
    ['a list with a hole', ['a', , 'b'], WRONG_BODY],
    ['an empty list', [], NO_BODY],
    ['no bytes', Buffer.alloc(0), NO_BODY],
  ])('is never %s', async (_name, body, message) => {
    expect((await failureOf(built({ body }))).message).toBe(message);
  });

  it('may be empty, and of any length, if the call says so', async () => {
    expect(await built({ body: [] }, { 'Content-Length': '0' })).toEqual({
      text: '',
      headers: { 'Content-Length': '0' },
    });
    expect((await built({ body: 'abc' }, { 'content-length': '2' })).headers).toEqual({
      'content-length': '2',
    });
  });

  it('that is piped in takes the place of all options', async () => {
    const options = { body: 'x', formData: { a: 'b' }, json: { c: 'd' } };
    expect(await built(options, {}, Readable.from([Buffer.from('piped')]))).toEqual({
      text: 'piped',
      headers: { accept: 'application/json' },
    });
  });
});

describe('json', () => {
  const JSON_TYPE = 'application/json';

  it.each<[HttpRequestOptions, Record<string, string>, string | undefined, string | undefined]>([
    [{ json: true, body: { a: 1 } }, {}, '{"a":1}', JSON_TYPE],
    [{ json: true, body: 'text' }, {}, '"text"', JSON_TYPE],
    [{ json: { a: 1 }, body: 'unused' }, {}, '{"a":1}', JSON_TYPE],
    [{ json: 'text' }, {}, '"text"', JSON_TYPE],
    [{ json: { a: 1 } }, { 'content-type': 'text/x' }, '{"a":1}', 'text/x'],
    [{ json: true }, {}, undefined, undefined],
    [{ json: true, form: { a: "it's" } }, {}, 'a=it%27s', FORM],
    [{ json: true, form: "a=it's" }, {}, 'a=it%27s', FORM],
    [{ json: { a: 1 }, form: { b: 2 } }, {}, '{"a":1}', FORM],
    [{ json: true, body: "a=it's" }, { 'content-type': FORM }, 'a=it%27s', FORM],
    [{ json: { a: 1 } }, { 'content-type': FORM }, '{"a":1}', FORM],
    [{ json: { a: 1 }, jsonReplacer: (key, value) => (key === 'a' ? 2 : value) }, {}, '{"a":2}', JSON_TYPE],
    [{ json: { a: 1, b: 2 }, jsonReplacer: ['a'] as never }, {}, '{"a":1,"b":2}', JSON_TYPE],
  ])('%j with the headers %j', async (options, given, text, type) => {
    const { text: sent, headers } = await built(options, given);
    expect([sent, headers['content-type'], headers.accept]).toEqual([text, type, JSON_TYPE]);
  });

  it('false asks for no JSON', async () => {
    expect(await built({ json: false, body: 'a' })).toEqual({ text: 'a', headers: { 'content-length': 1 } });
  });

  it('keeps what the call accepts', async () => {
    expect((await built({ json: true }, { Accept: 'text/x' })).headers).toEqual({ Accept: 'text/x' });
  });

  it('leaves an object of a form to the check of the body', async () => {
    const error = await failureOf(built({ json: true, body: { a: 1 } }, { 'content-type': FORM }));
    expect(error.message).toBe(WRONG_BODY);
  });
});

describe('form', () => {
  it.each<[HttpRequestOptions, Record<string, string>, string, string]>([
    [{ form: { a: 'b c', d: [1, 2] } }, {}, 'a=b%20c&d%5B0%5D=1&d%5B1%5D=2', FORM],
    [{ form: "a=(it's)" }, {}, 'a=%28it%27s%29', FORM],
    [{ form: { a: 1 } }, { 'content-type': 'text/x' }, 'a=1', FORM],
    [{ form: { a: 1 } }, { 'content-type': `${FORM}; charset=x` }, 'a=1', `${FORM}; charset=x`],
    [{ form: { a: 1 } }, { 'content-type': `x ${FORM}` }, 'a=1', FORM],
    [{ form: { a: 1 }, body: 'unused' }, {}, 'a=1', FORM],
    [{ form: { a: [1, 2] }, useQuerystring: true }, {}, 'a=1&a=2', FORM],
  ])('%j with the headers %j', async (options, given, text, type) => {
    const { text: sent, headers } = await built(options, given);
    expect([sent, headers['content-type'], headers['content-length']]).toEqual([text, type, text.length]);
  });

  it('is known before the call is sent', () => {
    const headers = new HeaderMap();
    expect(knownBody({ form: { a: 1 } }, headers)).toBe('a=1');
    expect(headers.toObject()).toEqual({ 'content-type': FORM });
    expect(knownBody({ body: 'a' }, headers)).toBe('a');
    expect(knownBody({ body: 1, json: true }, new HeaderMap())).toBe('1');
  });
});

describe('formData', () => {
  async function fields(formData: Record<string, unknown>) {
    const { text = '', headers } = await built({ formData }, { 'content-type': 'text/x' });
    const boundary =
      /^multipart\/form-data; boundary=(.+)$/.exec(String(headers['content-type']))?.[1] ?? '?';
    expect(headers['content-length']).toBe(text.length);
    return text.replaceAll(boundary, 'B').replaceAll('\r\n', '|');
  }

  const head = (name: string) => `--B|Content-Disposition: form-data; name="${name}"`;

  it.each<[string, Record<string, unknown>, string]>([
    ['text', { a: 'b' }, `${head('a')}||b|--B--|`],
    ['a number', { a: 1 }, `${head('a')}||1|--B--|`],
    ['bytes', { a: Buffer.from('b') }, `${head('a')}|Content-Type: application/octet-stream||b|--B--|`],
    ['several', { a: ['b', 'c'] }, `${head('a')}||b|${head('a')}||c|--B--|`],
    [
      'a stream',
      { a: Readable.from(['b']) },
      `${head('a')}|Content-Type: application/octet-stream||b|--B--|`,
    ],
    [
      'a file name',
      { a: { value: 'b', options: 'c.txt' } },
      `${head('a')}; filename="c.txt"|Content-Type: text/plain||b|--B--|`,
    ],
    [
      'options',
      { a: { value: 'b', options: { filename: 'c', contentType: 'text/x' } } },
      `${head('a')}; filename="c"|Content-Type: text/x||b|--B--|`,
    ],
    [
      'a head as text',
      { a: { value: 'b', options: { header: '--B\r\nx: y\r\n\r\n' } } },
      '--B|x: y||b|--B--|',
    ],
    ['headers', { a: { value: 'b', options: { header: { 'X-Y': 'z' } } } }, `${head('a')}|X-Y: z||b|--B--|`],
    ['no field', {}, '--B--|'],
  ])('may have %s', async (_name, formData, text) => {
    expect(await fields(formData)).toBe(text);
  });

  it.each<[string, unknown, string, string | undefined]>([
    ['an object', {}, 'options.formData.a must be text, bytes, a stream, or { value, options }', undefined],
    [
      'a value alone',
      { value: 'b' },
      'options.formData.a must be text, bytes, a stream, or { value, options }',
      undefined,
    ],
    [
      'options alone',
      { options: {} },
      'options.formData.a must be text, bytes, a stream, or { value, options }',
      undefined,
    ],
    ['nothing', null, 'options.formData.a must be text, bytes, a stream, or { value, options }', undefined],
    [
      'a boolean',
      { value: true, options: {} },
      'options.formData.a must be text, bytes, a stream, or { value, options }',
      undefined,
    ],
    [
      'a line break in its type',
      { value: 'b', options: { contentType: 'a\r\nb' } },
      'The header "content-type" of options.formData.a has a line break or another control character: remove it.',
      'ERR_INVALID_CHAR',
    ],
    [
      'a control character in a header',
      { value: 'b', options: { header: { x: ['y', 'z\x7f'] } } },
      'The header "x" of options.formData.a has a line break or another control character: remove it.',
      'ERR_INVALID_CHAR',
    ],
    [
      'a wrong name of a header',
      { value: 'b', options: { header: { 'x y': 'z' } } },
      '"x y" is no name of a header (options.formData.a).',
      'ERR_INVALID_HTTP_TOKEN',
    ],
  ])('refuses a field with %s', async (_name, field, message, code) => {
    const error = await failureOf(fields({ a: field }));
    expect([error.message, error.code]).toEqual([message, code]);
  });
});

describe('multipart', () => {
  const part = { 'content-type': 'text/x', body: 'b' };
  const sent = '--B|content-type: text/x||b|--B--';

  async function parts(options: HttpRequestOptions, type = 'multipart/mixed; boundary=B') {
    const { text = '', headers } = await built(options, type === '' ? {} : { 'Content-Type': type });
    expect(headers['content-length']).toBe(text.length);
    return {
      text: text.replaceAll('\r\n', '|'),
      type: String(headers['Content-Type'] ?? headers['content-type']),
    };
  }

  it.each<[string, HttpRequestOptions, string]>([
    ['a list', { multipart: [part] }, sent],
    ['data', { multipart: { data: [part] } }, sent],
    ['two parts', { multipart: [{ body: 'a' }, { body: 'b' }] }, '--B||a|--B||b|--B--'],
    ['no part', { multipart: [] }, '--B--'],
    ['empty lines around it', { multipart: [part], preambleCRLF: true, postambleCRLF: true }, `|${sent}|`],
    ['bytes', { multipart: [{ body: Buffer.from('b') }] }, '--B||b|--B--'],
    ['a number', { multipart: [{ body: 1 as never }] }, '--B||1|--B--'],
    ['a stream', { multipart: [{ body: Readable.from(['b']) }] }, '--B||b|--B--'],
    ['another body beside it', { multipart: [part], body: 'unused' }, sent],
  ])('may be %s', async (_name, options, text) => {
    expect((await parts(options)).text).toBe(text);
  });

  it.each([
    ['multipart/mixed; boundary=B', 'B', 'multipart/mixed; boundary=B'],
    ['multipart/mixed; boundary="B"; a=b', 'B', 'multipart/mixed; boundary="B"; a=b'],
    ['multipart/mixed; a=b', '', /^multipart\/mixed; boundary=[\da-f-]{36}$/],
    ['text/plain; boundary=B', '', /^multipart\/related; boundary=[\da-f-]{36}$/],
    ['', '', /^multipart\/related; boundary=[\da-f-]{36}$/],
  ])('of the type %j', async (given, boundary, expected) => {
    const { text, type } = await parts({ multipart: [part] }, given);
    if (typeof expected === 'string') expect(type).toBe(expected);
    else expect(type).toMatch(expected);
    const own = boundary || type.split('boundary=')[1];
    expect(text).toBe(sent.replaceAll('--B', `--${own}`));
  });

  it.each<[unknown, string, string | undefined]>([
    [{}, 'Argument error, options.multipart.', undefined],
    [{ data: 'x' }, 'Argument error, options.multipart.', undefined],
    [[{ a: 'b' }], 'Body attribute missing in multipart.', undefined],
    [
      [{ a: 'b\n', body: '' }],
      'The header "a" of a part of options.multipart has a line break or another control character: remove it.',
      'ERR_INVALID_CHAR',
    ],
    [
      [{ 'a b': 'c', body: '' }],
      '"a b" is no name of a header (a part of options.multipart).',
      'ERR_INVALID_HTTP_TOKEN',
    ],
  ])('refuses %j', async (multipart, message, code) => {
    const error = await failureOf(parts({ multipart: multipart as never }));
    expect([error.message, error.code]).toEqual([message, code]);
  });
});

describe('a form to which fields are appended', () => {
  it('is read after the turn', async () => {
    const { form, send } = createForm();
    const headers = new HeaderMap();
    const bytes = send(headers);
    form.append('a', 'b');
    const text = (await bytes).toString();
    expect(text).toContain('name="a"\r\n\r\nb\r\n--');
    expect(headers.toObject()).toEqual({
      'content-type': `multipart/form-data; boundary=${form.getBoundary()}`,
      'content-length': text.length,
    });
  });

  it('fails with the error of a field', async () => {
    const { form, send } = createForm();
    const field = new PassThrough();
    form.append('a', field);
    const sent = failureOf(send(new HeaderMap()));
    field.destroy(new Error('no such file'));
    expect((await sent).message).toBe('form-data: no such file');
  });

  it('fails nothing before it is read', async () => {
    const { form } = createForm();
    form.emit('error', new Error('nobody reads it'));
    await new Promise(setImmediate);
  });
});
