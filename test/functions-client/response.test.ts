import VError from 'verror';
import { describe, expect, it } from 'vitest';
import {
  isUnreadable,
  noAnswer,
  responseWithoutAnswer,
  toResponse,
} from '../../src/functions-client/response';
import { ErrorCodes } from '../../src/index';
import { namesOf } from './support';

describe('a response', () => {
  const answer = {
    url: 'u',
    statusCode: 200,
    statusMessage: 'OK',
    headers: { a: 'b' },
    body: '[1]',
    repeats: 0,
  };

  it.each([
    [199, false],
    [200, true],
    [299, true],
    [300, false],
  ])('with status %i is good: %s', (statusCode, ok) => {
    expect(toResponse({ ...answer, statusCode })).toEqual({
      ...{ url: 'u', headers: { a: 'b' }, body: [1], ok, status: statusCode, statusText: 'OK' },
      ...(!ok && { retryCount: 0 }),
    });
  });

  it('tells how often it was repeated', () => {
    expect(toResponse({ ...answer, repeats: 1 }).retryCount).toBe(1);
  });

  it.each<[text: string, body: unknown, isRead: boolean]>([
    ['"a"', 'a', true],
    ['', '', true],
    ['<p>', '<p>', false],
  ])('has the body %j', (text, body, isRead) => {
    const response = toResponse({ ...answer, body: text });
    expect(response.body).toEqual(body);
    expect(isUnreadable(response)).toBe(!isRead);
  });
});

describe('a call without an answer', () => {
  const call = { url: 'https://h.example.com/a?b=1', method: 'POST' as const, timeout: 77, repeats: 0 };
  const failed = (code: string | undefined) => Object.assign(new Error('the reason'), { code });

  it.each([
    ['ETIMEDOUT', 0, '', 'no answer within 77 ms'],
    ['ESOCKETTIMEDOUT', 1, ' after 2 tries', 'no answer within 77 ms'],
    [ErrorCodes.Toolbelt.RESPONSE_TOO_LARGE, 0, '', 'the answer was not read'],
    ['ECONNRESET', 3, ' after 4 tries', 'the network failed'],
    [undefined, 0, '', 'the network failed'],
  ])('because of %s, with %i repeats', (code, repeats, tries, why) => {
    const reason = failed(code);
    const error = noAnswer({ ...call, repeats }, reason);
    expect(error.message).toBe(`POST h.example.com/a got no answer${tries}: ${why}: the reason`);
    expect(namesOf(error)).toEqual(['FaaSRequestError', 'HttpRequestError', 'Error']);
    const response = {
      ...{ url: call.url, headers: {}, body: undefined, ok: false, status: undefined, statusText: '' },
      retryCount: repeats,
    };
    expect(VError.info(error)).toEqual({
      ...{ url: call.url, method: 'POST', status: undefined, retryCount: repeats, response, code },
    });
    expect(responseWithoutAnswer(error)).toEqual(response);
  });

  it('is not any other error', () => {
    expect([new Error('x'), 'x', undefined].map(responseWithoutAnswer)).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });
});
