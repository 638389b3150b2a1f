import { expect, it } from 'vitest';
import type { Lambda } from '../../src/events/input';
import { invoke } from '../../src/testing/invoke';
import { ROOT, runNode } from '../package/pack';
import '../helpers/built';

const CALLS = 1000;

const lambda: Lambda<{ id: number }> = async ({ payload }, callback) => {
  console.info('called', payload);
  await new Promise(setImmediate);
  callback(null, { id: payload.id });
};

async function callAll(): Promise<void> {
  for (let id = 0; id < CALLS; id++) {
    const { result } = await invoke(lambda, { payload: { id } });
    if ((result as { id: number }).id !== id)
      throw new Error(`call ${id} answered ${JSON.stringify(result)}`);
  }
}

/** The state of the process that calls could leave changed. */
function state() {
  return {
    console: { ...console },
    emit: process.emit,
    listeners: process.eventNames().map((name) => [name, process.listenerCount(name)]),
    env: { ...process.env },
  };
}

/** The kinds of resources that were not there before. The test runner has resources too, which come and go. */
function newResources(before: readonly string[]): string[] {
  const left = [...before];
  return process.getActiveResourcesInfo().filter((kind) => {
    const index = left.indexOf(kind);
    if (index >= 0) left.splice(index, 1);
    return index < 0;
  });
}

it('1,000 calls of a warm lambda leave handles, timers and listeners as they were', async () => {
  const before = state();
  const resources = process.getActiveResourcesInfo();
  await callAll();
  expect(state()).toEqual(before);
  await expect.poll(() => newResources(resources)).toEqual([]);
});

it('1,000 calls of a warm lambda leave the heap as it was', async () => {
  // This needs another process, because coverage and the test runner fill the heap of this one.
  const script = `
    const { invoke } = require('./dist/testing/index.js');
    const lambda = async ({ payload }, callback) => {
      console.info('called', payload);
      await new Promise(setImmediate);
      callback(null, { id: payload.id });
    };
    const growth = async () => {
      gc();
      const before = process.memoryUsage().heapUsed;
      for (let id = 0; id < ${CALLS}; id++) await invoke(lambda, { payload: { id } });
      gc();
      return (process.memoryUsage().heapUsed - before) / ${CALLS};
    };
    (async () => {
      // A run that is not freed holds more than 1 kB. Compiled code stays in the heap too, so it grows in the first rounds.
      let bytes = Infinity;
      for (let round = 0; round < 15 && bytes > 100; round++) bytes = await growth();
      console.log(JSON.stringify({ bytes }));
    })();
  `;
  const { status, stdout, stderr } = await runNode(['--expose-gc', '-e', script], ROOT);
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  expect((JSON.parse(stdout) as { bytes: number }).bytes).toBeLessThanOrEqual(100);
});

it('1,000 calls at once all end, each with its own result and log', async () => {
  const before = state();
  const resources = process.getActiveResourcesInfo();
  const outcomes = await Promise.all(
    Array.from({ length: CALLS }, (_, id) => invoke(lambda, { payload: { id } })),
  );
  expect(outcomes.map(({ result, logs }) => [result, logs.length, logs[0]?.extras])).toEqual(
    Array.from({ length: CALLS }, (_, id) => [{ id }, 1, [{ id }]]),
  );
  expect(state()).toEqual(before);
  await expect.poll(() => newResources(resources)).toEqual([]);
});

it('calls that fail leave nothing behind either', async () => {
  const before = state();
  const resources = process.getActiveResourcesInfo();
  for (let round = 0; round < 50; round++) {
    await invoke(() => {
      throw new Error('broken');
    });
    await invoke((_input, callback) => void setTimeout(callback, 60_000).unref(), {}, { timeoutMs: 1 });
    await invoke(lambda, { payload: { id: 1 } }, { env: { A: 'b' }, whitelist: ['a.example'] });
    await expect(invoke('no-such-file.js')).rejects.toThrow('there is no file');
  }
  expect(state()).toEqual(before);
  await expect.poll(() => newResources(resources)).toEqual([]);
});
