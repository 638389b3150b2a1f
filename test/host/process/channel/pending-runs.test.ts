import { expect, it } from 'vitest';
import { type PendingRun, PendingRuns } from '../../../../src/host/process/channel/pending-runs';

const observer = { onLog: () => {}, onRequest: () => {} };
const runAt = (sentAt: number): PendingRun => ({
  input: { headers: [], payload: sentAt },
  logs: [],
  observer,
  resolve: () => {},
  sentAt,
});

it('keeps runs in the order of their ids, however many came and went before', () => {
  const runs = new PendingRuns();
  for (let id = 1; id <= 5_000; id += 1) {
    runs.add(id, runAt(id));
    if (id > 3) expect(runs.take(id - 3)?.sentAt).toBe(id - 3);
  }
  expect(runs.size).toBe(3);
  expect(runs.oldest?.sentAt).toBe(4_998);
  expect(runs.entries().map(([id]) => id)).toEqual([4_998, 4_999, 5_000]);
  expect(runs.take(1)).toBeUndefined();
  expect(runs.get(4_999)?.sentAt).toBe(4_999);
  expect(runs.takeAll()).toHaveLength(3);
  expect([runs.size, runs.oldest, runs.takeAll()]).toEqual([0, undefined, []]);
});
