import { expect, it, vi } from 'vitest';
import { OncePerKey } from '../../../src/internal/async/once-per-key';

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

it('aborts a fetch when all who waited have given up, and only then', async () => {
  const once = new OncePerKey<string>();
  const { promise, resolve } = deferred<string>();
  let seen: AbortSignal | undefined;
  const fetch = vi.fn((signal: AbortSignal) => {
    seen = signal;
    return promise;
  });
  const [first, second] = [new AbortController(), new AbortController()];
  const outcomes = [once.run('a', fetch, first.signal), once.run('a', fetch, second.signal)];
  const settled = Promise.allSettled(outcomes);
  first.abort(new Error('first'));
  expect(seen?.aborted).toBe(false);
  second.abort(new Error('second'));
  expect(seen?.aborted).toBe(true);
  expect(seen?.reason).toMatchObject({ message: 'second' });
  expect(await settled).toMatchObject([{ reason: { message: 'first' } }, { reason: { message: 'second' } }]);
  expect(fetch).toHaveBeenCalledTimes(1);
  // Whoever comes now does not join what was given up.
  expect(await once.run('a', async () => 'anew')).toBe('anew');
  resolve('too late');
});

it('does not abort a fetch that somebody waits for without a signal', async () => {
  const once = new OncePerKey<string>();
  const { promise, resolve } = deferred<string>();
  let seen: AbortSignal | undefined;
  const patient = once.run('a', (signal) => {
    seen = signal;
    return promise;
  });
  const abort = new AbortController();
  const impatient = once.run('a', async () => 'not called', abort.signal);
  abort.abort(new Error('no time'));
  await expect(impatient).rejects.toThrow('no time');
  expect(seen?.aborted).toBe(false);
  resolve('value');
  expect(await patient).toBe('value');
});

it('starts nothing for a caller that has given up already, and listens no longer than it waits', async () => {
  const once = new OncePerKey<string>();
  const fetch = vi.fn(async () => 'value');
  await expect(once.run('a', fetch, AbortSignal.abort(new Error('gone')))).rejects.toThrow('gone');
  expect(fetch).not.toHaveBeenCalled();
  const abort = new AbortController();
  let seen: AbortSignal | undefined;
  await once.run(
    'a',
    async (signal) => {
      seen = signal;
      return 'value';
    },
    abort.signal,
  );
  abort.abort();
  expect(seen?.aborted).toBe(false);
});
