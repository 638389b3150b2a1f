import { describe, expect, it } from 'vitest';
import { describeValue, formatKeyPath, nearName, oneLine, printable } from '../../src/internal/wording';

describe('formatKeyPath', () => {
  it.each([
    { path: [], text: '' },
    { path: ['whitelist', 2], text: 'whitelist[2]' },
    { path: ['secrets', 0, 'key'], text: 'secrets[0].key' },
    { path: ['csds', 'a b'], text: 'csds["a b"]' },
    { path: [0, 'a'], text: '[0].a' },
  ])('$text', ({ path, text }) => {
    expect(formatKeyPath(path)).toBe(text);
  });
});

describe('nearName', () => {
  it.each([
    { name: 'acountId', near: 'accountId' },
    { name: 'accountID', near: 'accountId' },
    { name: 'whiteList', near: 'whitelist' },
    { name: 'cdss', near: 'csds' },
    { name: 'scds', near: 'csds' },
    { name: 'scsd', near: undefined },
    { name: 'cxyz', near: undefined },
    { name: 'colour', near: undefined },
    { name: 'a', near: undefined },
  ])('$name → $near', ({ name, near }) => {
    expect(nearName(name, ['accountId', 'whitelist', 'csds'])).toBe(near);
  });
});

describe('describeValue', () => {
  it('says what a value is without showing texts or objects', () => {
    const values = [null, undefined, '', 'hunter2', [1], { a: 1 }, 5, true, () => 1];
    expect(values.map(describeValue)).toEqual([
      'null',
      'undefined',
      'an empty string',
      'a string',
      'an array',
      'an object',
      '5',
      'true',
      'a function',
    ]);
  });
});

describe('texts that others wrote', () => {
  it('cannot begin a line of a log, and cannot command a terminal', () => {
    const text = 'a.b/\n[lp-faas-toolbelt] denied \r\x1b[2J\u0085\u202e\u2028';
    expect(oneLine(text)).toBe('a.b/\\n[lp-faas-toolbelt] denied \\r\\u001b[2J\\u0085\\u202e\\u2028');
    expect(printable('one\n\ttwo\x1b[2J', 100)).toBe('one\n\ttwo\\u001b[2J');
  });

  it('are cut', () => {
    expect(oneLine('a'.repeat(1_000_000)).length).toBeLessThan(300);
    expect(printable('a'.repeat(1_000_000), 50)).toHaveLength(51);
  });

  it('are not compared with names when they are long', () => {
    expect(nearName('accountId'.repeat(100_000), ['accountId'])).toBeUndefined();
  });
});
