import { expect, it } from 'vitest';
import { ExpiringCache } from '../../src/internal/expiring-cache';

function cacheAt(time: { now: number }): ExpiringCache<string> {
  return new ExpiringCache<string>(() => time.now);
}

it('keeps a value for its time, not a millisecond longer', () => {
  const time = { now: 1000 };
  const cache = cacheAt(time);
  cache.set('a', 'value', 500);
  time.now = 1499;
  expect(cache.get('a')).toBe('value');
  time.now = 1500;
  expect(cache.get('a')).toBeUndefined();
});

it('still knows an expired value when asked for it', () => {
  const time = { now: 0 };
  const cache = cacheAt(time);
  expect(cache.getStale('a')).toBeUndefined();
  cache.set('a', 'value', 1);
  time.now = 1_000_000;
  expect(cache.get('a')).toBeUndefined();
  expect(cache.getStale('a')).toBe('value');
});

it('starts the time anew when a value is set again', () => {
  const time = { now: 0 };
  const cache = cacheAt(time);
  cache.set('a', 'old', 100);
  time.now = 99;
  cache.set('a', 'new', 100);
  time.now = 198;
  expect(cache.get('a')).toBe('new');
});

it.each([
  { name: 'delete', drop: (cache: ExpiringCache<string>) => cache.delete('a'), other: 'other' },
  { name: 'clear', drop: (cache: ExpiringCache<string>) => cache.clear(), other: undefined },
])('$name forgets fresh and stale values', ({ drop, other }) => {
  const cache = cacheAt({ now: 0 });
  cache.set('a', 'value', 100);
  cache.set('b', 'other', 100);
  drop(cache);
  expect(cache.get('a')).toBeUndefined();
  expect(cache.getStale('a')).toBeUndefined();
  expect(cache.get('b')).toBe(other);
});

it('keeps keys named like properties of every object apart', () => {
  const cache = cacheAt({ now: 0 });
  expect(cache.get('constructor')).toBeUndefined();
  cache.set('__proto__', 'value', 100);
  expect(cache.get('__proto__')).toBe('value');
});

it('has a clock of its own', () => {
  const cache = new ExpiringCache<string>();
  cache.set('a', 'value', 60_000);
  cache.set('b', 'gone', 0);
  expect(cache.get('a')).toBe('value');
  expect(cache.get('b')).toBeUndefined();
});
