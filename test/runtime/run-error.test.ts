import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { ErrorCodes } from '../../src/errors';
import {
  customFailure,
  failureBody,
  InvokeError,
  isError,
  runtimeException,
  shown,
  timeExceeded,
} from '../../src/runtime/run-error';

const { Handler, Function: OfV2 } = ErrorCodes;
const foreign = runInNewContext("new RangeError('far')");

it.each([
  ['v1', Handler.CUSTOM_FAILURE, Handler.RUNTIME_EXCEPTION, Handler.EXECUTION_TIME_EXCEEDED],
  ['v2', OfV2.THREW_ERROR, OfV2.JS_RUNTIME_ERROR, OfV2.EXECUTION_EXCEEDED],
] as const)('a failure of %s has its code and its cause', (form, failed, crashed, tooLong) => {
  const cause = new Error('no');
  for (const [error, code] of [
    [customFailure(cause, form), failed],
    [runtimeException(cause, form), crashed],
  ] as const) {
    expect(error).toBeInstanceOf(InvokeError);
    expect(error).toMatchObject({ name: 'InvokeError', code, message: 'no', cause });
  }
  const late = timeExceeded('too late', form);
  expect(late).toMatchObject({ name: 'InvokeError', code: tooLong, message: 'too late' });
  expect(late).not.toHaveProperty('cause');
  expect(late.body).toEqual(
    form === 'v1' ? { errorCode: tooLong, errorMsg: 'too late' } : { code: tooLong, message: 'too late' },
  );
});

it('the body for a code that is not of V2 is that of V1', () => {
  expect(failureBody('c', 'm')).toEqual({ errorCode: 'c', errorMsg: 'm' });
});

it.each<[reason: unknown, message: string]>([
  [new Error('text'), 'text'],
  [foreign, 'far'],
  [{ message: 'of an object' }, 'of an object'],
  [{ message: 7 }, '{"message":7}'],
  ['text', 'text'],
  ['', ''],
  [undefined, 'undefined'],
  [null, 'null'],
  [10n, '10n'],
])('the message of a failure: %#', (reason, message) => {
  expect(customFailure(reason, 'v1').message).toBe(message);
});

describe('a value in a message', () => {
  it.each<[value: unknown, text: string]>([
    [new TypeError('no'), 'TypeError: no'],
    [foreign, 'RangeError: far'],
    ['text', "'text'"],
    [`${'x'.repeat(100)}\nnext`, `'${'x'.repeat(100)}\\nnext'`],
    [7n, '7n'],
    [null, 'null'],
    [undefined, 'undefined'],
    [{ a: [1, { b: { c: 1 } }] }, '{ a: [ 1, { b: { c: 1 } } ] }'],
    [Array(30).fill('1234'), `[ ${"'1234', ".repeat(24)}'1234'…`],
    [new Error('x'.repeat(193)), `Error: ${'x'.repeat(193)}`],
    [new Error('x'.repeat(194)), `Error: ${'x'.repeat(193)}…`],
    ['x'.repeat(198), `'${'x'.repeat(198)}'`],
    ['x'.repeat(199), `'${'x'.repeat(199)}…`],
  ])('%#', (value, text) => {
    expect(shown(value)).toEqual(text);
  });
});

it('errors of every realm are errors', () => {
  expect([new Error(), foreign, Object.create(Error.prototype)].map(isError)).toEqual([true, true, true]);
  expect([{ message: 'x', stack: '' }, 'Error', null].map(isError)).toEqual([false, false, false]);
});
