import { describe, expect, it } from 'vitest';
import { HeaderMap, quotedString } from '../../../src/http/request/header-map';

describe('HeaderMap', () => {
  it('compares names without their case and keeps the first spelling', () => {
    const headers = new HeaderMap([['X-Token', 'a']]);
    headers.set('x-token', 'b');
    headers.setDefault('X-TOKEN', 'c');
    expect(headers.toObject()).toEqual({ 'X-Token': 'b' });
  });

  it('finds a name in any case, and its spelling, until it is deleted', () => {
    const headers = new HeaderMap([['X-Token', 'a']]);
    expect([headers.has('x-TOKEN'), headers.get('x-TOKEN'), headers.nameOf('x-TOKEN')]).toEqual([
      true,
      'a',
      'X-Token',
    ]);
    headers.delete('x-TOKEN');
    expect([headers.has('X-Token'), headers.get('X-Token'), headers.nameOf('X-Token')]).toEqual([
      false,
      undefined,
      undefined,
    ]);
    headers.setDefault('x-token', 'b');
    expect(headers.toObject()).toEqual({ 'x-token': 'b' });
  });

  it('copies into a map of its own: neither sees what the other changes', () => {
    const original = new HeaderMap([
      ['A', '1'],
      ['B', '2'],
    ]);
    const copy = original.copy();
    copy.set('a', 'changed');
    copy.delete('B');
    original.set('C', '3');
    expect(original.toObject()).toEqual({ A: '1', B: '2', C: '3' });
    expect(copy.toObject()).toEqual({ A: 'changed' });
  });

  it('gives an object with every name as its own, in order', () => {
    const headers = new HeaderMap([
      ['b', '1'],
      ['__proto__', 'x'],
      ['a', ['2', '3']],
    ]);
    const object = headers.toObject();
    expect(Object.keys(object)).toEqual(['b', '__proto__', 'a']);
    expect(Object.getPrototypeOf(object)).toBe(Object.prototype);
    expect([...headers]).toEqual(Object.entries(object));
  });
});

it('escapes quotes and backslashes of a parameter', () => {
  expect(quotedString('a"b\\c')).toBe('"a\\"b\\\\c"');
});
