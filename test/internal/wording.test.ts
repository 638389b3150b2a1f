import { describe, expect, it } from 'vitest';
import { describeValue, formatKeyPath, nearName } from '../../src/internal/wording';

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
