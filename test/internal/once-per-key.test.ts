import { expect, it, vi } from 'vitest';
import { OncePerKey } from '../../src/internal/once-per-key';

/** A fetch that the test ends. */
function openFetch() {
  const { promise, resolve, reject } = deferred<string>();
  return { fetch: vi.fn(() => promise), resolve, reject };
}

function deferred<Value>() {
  let resolve: (value: Value) => void = () => {};
  let reject: (error: Error) => void = () => {};
  const promise = new Promise<Value>((onValue, onError) => {
    resolve = onValue;
    reject = onError;
  });
  return { promise, resolve, reject };
}

it('lets all callers of a key share one fetch', async () => {
  const once = new OncePerKey<string>();
  const { fetch, resolve } = openFetch();
  const calls = Array.from({ length: 20 }, () => once.run('a', fetch));
  resolve('value');
  expect(new Set(await Promise.all(calls))).toEqual(new Set(['value']));
  expect(fetch).toHaveBeenCalledTimes(1);
});

it('fetches for each key', async () => {
  const once = new OncePerKey<string>();
  const values = [once.run('a', async () => 'of a'), once.run('b', async () => 'of b')];
  expect(await Promise.all(values)).toEqual(['of a', 'of b']);
});

it('fetches again once a fetch has ended: it is no cache', async () => {
  const once = new OncePerKey<string>();
  await once.run('a', async () => 'first');
  expect(await once.run('a', async () => 'second')).toBe('second');
});

it('tells every caller of a failure and forgets it', async () => {
  const once = new OncePerKey<string>();
  const { fetch, reject } = openFetch();
  const calls = [once.run('a', fetch), once.run('a', fetch)];
  reject(new Error('down'));
  const outcomes = await Promise.allSettled(calls);
  expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  expect(await once.run('a', async () => 'value')).toBe('value');
});

it('is not stuck by a fetch that throws before it returns a promise', async () => {
  const once = new OncePerKey<string>();
  await expect(
    Promise.resolve().then(() =>
      once.run('a', () => {
        throw new Error('at once');
      }),
    ),
  ).rejects.toThrow('at once');
  expect(await once.run('a', async () => 'value')).toBe('value');
});

it('starts anew after clear, and an old fetch that ends does not disturb the new one', async () => {
  const once = new OncePerKey<string>();
  const [old, next] = [openFetch(), openFetch()];
  const before = once.run('a', old.fetch);
  once.clear();
  const after = once.run('a', next.fetch);
  old.resolve('old');
  expect(await before).toBe('old');
  const joined = once.run('a', next.fetch);
  next.resolve('new');
  expect(await Promise.all([after, joined])).toEqual(['new', 'new']);
  expect(next.fetch).toHaveBeenCalledTimes(1);
});
