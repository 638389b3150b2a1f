import { describe, expect, it } from 'vitest';
import { RequestError, StatusCodeError } from '../../../src/errors';
import {
  aborted,
  isRefusal,
  isTimeout,
  isTunnelForbidden,
  isTunnelLimited,
  socketClosed,
  timedOut,
  tunnelRefused,
  withoutRawAnswer,
} from '../../../src/http/wire/failures';

it.each([
  ['aborted', aborted(), 'Error: aborted', { code: 'ECONNRESET' }],
  [
    'socketClosed',
    socketClosed(),
    'Error [ERR_SOCKET_CLOSED]: Socket is closed',
    { code: 'ERR_SOCKET_CLOSED' },
  ],
  ['timedOut(false)', timedOut(false), 'Error: ETIMEDOUT', { code: 'ETIMEDOUT', connect: true }],
  ['timedOut(true)', timedOut(true), 'Error: ESOCKETTIMEDOUT', { code: 'ESOCKETTIMEDOUT', connect: false }],
  [
    'tunnelRefused',
    tunnelRefused(502),
    'Error: tunneling socket could not be established, statusCode=502',
    { code: 'ECONNRESET', statusCode: 502 },
  ],
])('%s has the text and the fields of request', (_name, error, text, fields) => {
  expect(String(error)).toBe(text);
  expect({ ...error }).toEqual(fields);
});

it('lets a caller give the error of a closed socket another name', () => {
  const named = Object.defineProperty(socketClosed(), 'name', { value: 'of the caller' });
  expect(named.name).toBe('of the caller');
});

describe('isRefusal', () => {
  it.each([
    [400, true],
    [401, true],
    [428, true],
    [429, false],
    [430, true],
    [499, true],
    [300, false],
    [399, false],
    [500, false],
    [503, false],
  ])('of status %i is %s', (status, expected) => {
    expect(isRefusal(new StatusCodeError(status, '', {}, {} as never))).toBe(expected);
  });

  it('is false for what is no answer', () => {
    expect(isRefusal(new Error('401'))).toBe(false);
    expect(isRefusal(undefined)).toBe(false);
  });
});

describe('a CONNECT', () => {
  it.each([
    [399, false, false],
    [400, true, false],
    [407, true, false],
    [429, true, true],
    [499, true, false],
    [500, false, false],
    [502, false, false],
  ])('that was answered with %i was forbidden: %s, limited: %s', (status, forbidden, limited) => {
    const error = tunnelRefused(status);
    expect([isTunnelForbidden(error), isTunnelLimited(error)]).toEqual([forbidden, limited]);
  });

  it.each([
    ['another error', new Error('407')],
    ['a status that is text', Object.assign(new Error('407'), { statusCode: '407' })],
    ['an object', { statusCode: 429 }],
    ['nothing', undefined],
  ])('has not failed with %s', (_name, error) => {
    expect([isTunnelForbidden(error), isTunnelLimited(error)]).toEqual([false, false]);
  });
});

describe('isTimeout', () => {
  it('knows both kinds of a timeout, and nothing else', () => {
    const because = (cause: unknown) => new RequestError(cause as Error, {}, undefined as never);
    expect([true, false].map((connected) => isTimeout(because(timedOut(connected))))).toEqual([true, true]);
    expect(isTimeout(because(Object.assign(new Error('x'), { code: 'ECONNRESET' })))).toBe(false);
    expect(isTimeout(because('ETIMEDOUT'))).toBe(false);
    expect(isTimeout(timedOut(true))).toBe(false);
    expect(isTimeout('ETIMEDOUT')).toBe(false);
  });
});

it('removes the bytes of an answer that is no HTTP from any value', () => {
  const error = Object.assign(new Error('Parse Error'), { rawPacket: Buffer.from('a secret'), code: 'HPE' });
  expect(withoutRawAnswer(error)).toBe(error);
  expect({ ...error }).toEqual({ code: 'HPE' });
  expect(withoutRawAnswer('a text' as never)).toBe('a text');
});
