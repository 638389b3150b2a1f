import { describe, expect, it, vi } from 'vitest';
import type { Admission } from '../../../src/config/types';
import { MemoryRateLimitStore } from '../../../src/http/rules/memory-rate-limit-store';
import { RateLimiter } from '../../../src/http/rules/rate-limiter';
import { SharedRateLimitStore } from '../../../src/http/rules/shared-rate-limit-store';
import { Place } from '../../../src/http/rules/sliding-log';

// What Redis makes of the script is shown by test/integration/redis-store.test.ts.

const SCRIPT = expect.stringContaining("redis.call('TIME')");
const ARGUMENTS = ['1', '1100', '20', '1100'];

/** Answers as the script does. */
function answering(...answers: [taken: number, retryAfterMs: number][]) {
  return vi.fn((..._args: unknown[]): Promise<unknown> => Promise.resolve(answers.shift()));
}

function storeOf(redis: object, now = () => 0, keyPrefix?: string): SharedRateLimitStore {
  return new SharedRateLimitStore({ redis: redis as { eval(): unknown }, keyPrefix }, now);
}

async function take(store: SharedRateLimitStore, key = 'f', limit = 20): Promise<Admission> {
  return store.take(key, limit, 1_000);
}

describe('what a client is asked', () => {
  it('of ioredis: keys and arguments in a row', async () => {
    const client = { eval: answering([1, 0]), defineCommand: vi.fn() };
    expect(await take(storeOf(client))).toEqual({ admitted: true, retryAfterMs: 0 });
    expect(client.eval).toHaveBeenCalledExactlyOnceWith(SCRIPT, 1, 'lp-faas-toolbelt:f', ...ARGUMENTS);
    expect(client.defineCommand).not.toHaveBeenCalled();
  });

  it('of redis: keys and arguments apart', async () => {
    const client = { eval: answering([1, 0]) };
    await take(storeOf(client, undefined, 'ours'));
    expect(client.eval).toHaveBeenCalledExactlyOnceWith(SCRIPT, { keys: ['ours:f'], arguments: ARGUMENTS });
  });

  it('windows that are no whole seconds, in whole milliseconds', async () => {
    const client = { eval: answering([1, 0]) };
    await storeOf(client).take('f', 5, 99);
    expect(client.eval).toHaveBeenCalledWith(SCRIPT, {
      keys: ['lp-faas-toolbelt:f'],
      arguments: ['1', '109', '5', '109'],
    });
  });
});

it('a refusal does not outlast a reset of the limiter', async () => {
  const redis = { eval: answering([21, 300], [1, 0]) };
  const limiter = new RateLimiter();
  const admit = () =>
    limiter.admit({ limit: 20, intervalMs: 1_000, mode: 'reject', maxWaitMs: 0, key: 'f', store: { redis } });
  expect([await admit(), await admit()]).toEqual([false, false]);
  expect(redis.eval).toHaveBeenCalledTimes(1);
  limiter.reset();
  expect(await admit()).toBe(true);
  limiter.reset();
});

it('a refusal holds for its time, for its key and its limit', async () => {
  let now = 0;
  const client = { eval: answering([21, 300], [1, 0], [1, 0], [2, 0]) };
  const store = storeOf(client, () => now);
  expect(await take(store)).toEqual({ admitted: false, retryAfterMs: 300 });
  now = 299;
  expect(await take(store)).toEqual({ admitted: false, retryAfterMs: 1 });
  expect(client.eval).toHaveBeenCalledTimes(1);
  expect(await take(store, 'g')).toMatchObject({ admitted: true });
  expect(await take(store, 'f', 30)).toMatchObject({ admitted: true });
  now = 300;
  expect(await take(store)).toMatchObject({ admitted: true });
  expect(client.eval).toHaveBeenCalledTimes(4);
});

describe('a request that arrives', () => {
  /** Takes a place at 0 ms. The rest of the way goes by the clock. */
  async function takePlace(client: { eval: ReturnType<typeof answering> }, keyPrefix?: string) {
    let now = 0;
    const clock = () => now;
    const place = new Place();
    await storeOf(client, clock, keyPrefix).take('f', 20, 1_000, place);
    new MemoryRateLimitStore(clock).note('f', 20, 1_000, place);
    return (at: number, what: 'sent' | 'ended') => {
      now = at;
      place[what]();
    };
  }

  it('within the guard is counted once', async () => {
    const client = { eval: answering([1, 1_000_000]) };
    const go = await takePlace(client);
    go(20, 'sent');
    go(100, 'ended');
    expect(client.eval).toHaveBeenCalledTimes(1);
  });

  it('later is counted from then on', async () => {
    const client = { eval: answering([1, 1_000_000], [1, 0]) };
    const go = await takePlace(client, 'ours');
    go(300, 'sent');
    go(340.5, 'ended');
    expect(client.eval).toHaveBeenCalledTimes(2);
    expect(client.eval).toHaveBeenLastCalledWith(expect.stringContaining("'ZADD'"), {
      keys: ['ours:f'],
      // Its guard is 100 ms.
      arguments: ['1000000', '1240500', '1100'],
    });
  });

  it('later, while Redis does not answer any more, is no error', async () => {
    const client = { eval: answering([1, 1_000_000]) };
    const go = await takePlace(client);
    client.eval.mockRejectedValue(new Error('gone'));
    go(500, 'ended');
    expect(client.eval).toHaveBeenCalledTimes(2);
    await new Promise((resolve) => setImmediate(resolve));
  });
});

it('keeps the parts of the library out of a store of the user', async () => {
  const given = vi.fn(() => ({ admitted: true, retryAfterMs: 0 }));
  const policy = { limit: 20, intervalMs: 1_000, mode: 'reject', maxWaitMs: 0, key: 'f' } as const;
  await new RateLimiter().admit({ ...policy, store: { take: given }, place: new Place() });
  expect(given).toHaveBeenCalledExactlyOnceWith('f', 20, 1_000);
});

it.each(['close', 'end', 'reconnecting'])(
  'a client that is in state "%s" is not waited for',
  async (status) => {
    const client = { eval: answering(), defineCommand: vi.fn(), status };
    await expect(take(storeOf(client))).rejects.toThrow(`the client's connection is "${status}"`);
    expect(client.eval).not.toHaveBeenCalled();
  },
);

it('hands on the error of a client', async () => {
  const client = { eval: () => Promise.reject(new Error('WRONGTYPE')) };
  await expect(take(storeOf(client))).rejects.toThrow('WRONGTYPE');
});

it('listens to the errors of a client, once: one that nobody listens to would end the process', () => {
  const client = { eval: answering(), on: vi.fn() };
  storeOf(client);
  storeOf(client);
  expect(client.on).toHaveBeenCalledExactlyOnceWith('error', expect.any(Function));
});
