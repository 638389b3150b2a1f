import { describe, expect, it, vi } from 'vitest';
import { ErrorCodes } from '../../src/errors';
import type { AnyLambda, Lambda, LambdaForm } from '../../src/events/input';
import { realTime } from '../../src/internal/real-time';
import { throughJson } from '../../src/runtime/result';
import { type LambdaCall, runLambda } from '../../src/runtime/run-lambda';

const INPUT = { headers: [], payload: {} };
const run = (lambda: AnyLambda, call: Partial<LambdaCall> = {}) =>
  runLambda({ lambda, input: INPUT, ...call });
const { EXECUTION_TIME_EXCEEDED } = ErrorCodes.Handler;
const { EXECUTION_EXCEEDED } = ErrorCodes.Function;
const LIMIT = 'LivePerson ends a function after 30 seconds; set a "timeout" on the calls that it waits for.';
const wait = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

describe('the time limit', () => {
  const never: Lambda = () => void wait(300);
  const promised: Lambda = (_input, callback) => callback(null, wait(300));
  const ofV2 = (() => wait(300)) as unknown as AnyLambda;

  it.each<[lambda: AnyLambda, form: LambdaForm, code: string, what: string]>([
    [never, 'v1', EXECUTION_TIME_EXCEEDED, 'The lambda did not call back'],
    [promised, 'v1', EXECUTION_TIME_EXCEEDED, 'The promise that the lambda called back with did not settle'],
    [ofV2, 'v2', EXECUTION_EXCEEDED, 'The lambda did not end'],
  ])('is told: %#', async (lambda, form, code, what) => {
    const { error, diagnostics, durationMs } = await run(lambda, { form, timeoutMs: 10 });
    expect(error).toMatchObject({ code, message: `${what} within 10 ms.` });
    expect(diagnostics[0]).toEqual({ code: 'limit-exceeded', message: `${what} within 10 ms. ${LIMIT}` });
    expect(durationMs).toBeGreaterThanOrEqual(8);
  });

  it('is the time of its timer, without the time that the lambda has used before it returned', async () => {
    const timers = vi.spyOn(realTime, 'setTimeout');
    const lambda: Lambda = (_input, callback) => {
      vi.spyOn(realTime, 'now').mockReturnValue(realTime.now() + 2_000);
      setImmediate(() => callback(null, 'done'));
    };
    await run(lambda, { timeoutMs: 60_000 });
    const longest = Math.max(...timers.mock.calls.map(([, delay = 0]) => delay));
    vi.restoreAllMocks();
    expect(longest).toBeGreaterThan(57_000);
    expect(longest).toBeLessThanOrEqual(58_000);
  });

  it('has its thousands apart', async () => {
    const slow: Lambda = (_input, callback) => {
      vi.spyOn(realTime, 'now').mockReturnValue(realTime.now() + 1_001);
      callback(null, 'late');
    };
    const { error } = await run(slow, { timeoutMs: 1_000 }).finally(() => vi.restoreAllMocks());
    expect(error?.message).toBe('The lambda did not call back within 1,000 ms.');
  });

  it('does not count while a debugger may have stopped the lambda', async () => {
    const late: Lambda = (_input, callback) => void wait(30).then(() => callback(null, 'late'));
    const isDebugged = vi.fn(() => true);
    expect(await run(late, { timeoutMs: 5, isDebugged })).toMatchObject({ result: 'late', error: undefined });
    expect(isDebugged).toHaveBeenCalled();
    const blocking: Lambda = (_input, callback) => {
      const end = performance.now() + 20;
      while (performance.now() < end);
      callback(null, 'late');
    };
    expect(await run(blocking, { timeoutMs: 5, isDebugged })).toMatchObject({
      result: 'late',
      error: undefined,
    });
    expect((await run(blocking, { timeoutMs: 5, isDebugged: () => false })).error?.code).toBe(
      EXECUTION_TIME_EXCEEDED,
    );
  });
});

it('a run leaves no timer', async () => {
  const atOnce: Lambda = (_input, callback) => callback();
  const later: Lambda = (_input, callback) => void setImmediate(callback);
  const timers = vi.spyOn(realTime, 'setTimeout');
  for (const lambda of [atOnce, later]) await run(lambda, { timeoutMs: 60_000 });
  const set = timers.mock.results.map(({ value }) => value as NodeJS.Timeout);
  timers.mockRestore();
  expect(set.length).toBeGreaterThan(0);
  // Node sets this property when a timer has fired or was cleared.
  expect(set.map((timer) => Reflect.get(timer, '_destroyed'))).toEqual(set.map(() => true));
});

describe('what a lambda of V2 leaves behind', () => {
  it('is told in the words of V2', async () => {
    const timers: NodeJS.Timeout[] = [];
    const lambda = (async () => {
      timers.push(setTimeout(() => {}, 60_000));
      return 1;
    }) as unknown as AnyLambda;
    const { result, diagnostics } = await run(lambda, { form: 'v2' });
    for (const timer of timers) clearTimeout(timer);
    expect(result).toBe(1);
    expect(diagnostics).toEqual([
      {
        code: 'pending-work',
        message:
          'The lambda returned and left work behind: 1 timer. This work continues unseen, and is lost when the instance stops. ' +
          'Await it, or clear it, before the return.',
      },
    ]);
  });
});

describe('onLog', () => {
  it('that throws rejects the run after its end, with its first error', async () => {
    const errors = [new Error('first'), new Error('second')];
    let isDone = false;
    const lambda: Lambda = async (_input, callback) => {
      console.info('a');
      console.info('b');
      await wait(1);
      isDone = true;
      callback();
    };
    const onLog = () => {
      throw errors.shift();
    };
    await expect(run(lambda, { onLog })).rejects.toThrow('first');
    expect(isDone).toBe(true);
  });
});

it.each<[value: unknown, trip: object]>([
  [undefined, { value: undefined }],
  [null, { value: null }],
  [{ a: undefined, b: [1] }, { value: { b: [1] } }],
  [Symbol('x'), { error: new TypeError('JSON has no form for this symbol') }],
  [() => 1, { error: new TypeError('JSON has no form for this function') }],
])('a result through JSON: %#', (value, trip) => {
  expect(throughJson(value)).toEqual(trip);
});
