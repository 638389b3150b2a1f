import { describe, expect, it } from 'vitest';
import { toJsonValue } from '../../src/cli/json-value';
import { StatusCodeError } from '../../src/errors';

describe('toJsonValue', () => {
  it('leaves JSON values as they are', () => {
    const value = { a: [1, 'two', null, true, { b: {} }], c: undefined };
    expect(toJsonValue(value)).toEqual(value);
  });

  it.each<[what: string, value: unknown, json: unknown]>([
    ['BigInts', 12n, '12n'],
    ['numbers that are not finite', [Number.NaN, Infinity], ['NaN', 'Infinity']],
    ['functions and symbols', [() => 1, Symbol('x')], ['[function]', '[symbol]']],
    ['dates', new Date(0), '1970-01-01T00:00:00.000Z'],
    ['maps and sets', [new Map([['a', new Set([1])]])], [[['a', [1]]]]],
    ['the same object twice', Array(2).fill({ a: 1 }), [{ a: 1 }, { a: 1 }]],
  ])('has a form for %s', (_what, value, json) => {
    expect(toJsonValue(value)).toEqual(json);
    expect(JSON.parse(JSON.stringify(toJsonValue(value)))).toEqual(json);
  });

  it('cuts cycles', () => {
    const value: Record<string, unknown> = { a: 1 };
    value.self = { value };
    expect(toJsonValue(value)).toEqual({ a: 1, self: { value: '[circular]' } });
  });

  it('keeps what an error has to say', () => {
    const error = Object.assign(new TypeError('no', { cause: new Error('why') }), { code: 'E_NO' });
    expect(toJsonValue(error)).toMatchObject({
      name: 'TypeError',
      message: 'no',
      code: 'E_NO',
      stack: expect.stringContaining('json-value.test'),
      cause: { name: 'Error', message: 'why' },
    });
  });

  it('lets an error of the toolbelt hide its credentials', () => {
    const error = new StatusCodeError(401, 'no', { headers: { authorization: 'Bearer geheim' } }, undefined);
    expect(JSON.stringify(toJsonValue(error))).not.toContain('geheim');
  });

  it('survives what throws when it is read', () => {
    const value = {
      get bad() {
        throw new Error('no');
      },
    };
    expect(toJsonValue([value, { toJSON: () => value.bad }])).toEqual(['[unreadable]', '[unreadable]']);
  });
});
