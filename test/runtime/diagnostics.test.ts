import { describe, expect, it } from 'vitest';
import { ErrorCodes } from '../../src/errors';
import type { Lambda } from '../../src/events/input';
import * as diagnosis from '../../src/runtime/diagnostics';
import { invoke } from '../../src/testing/invoke';
import type { InvokeOptions } from '../../src/testing/invoke-options';

const { CUSTOM_FAILURE, RUNTIME_EXCEPTION, EXECUTION_TIME_EXCEEDED } = ErrorCodes.Handler;

const faulty = (name: string, options?: InvokeOptions) =>
  invoke(`test/fixtures/lambdas/faulty/${name}.js`, {}, options);

// Each of these lambdas makes one of the mistakes that were published: see
// docs/platform.md, "Handler and callback".
describe('the diagnosis of a faulty lambda', () => {
  it('callback-twice', async () => {
    const outcome = await faulty('callback-twice');
    expect(outcome).toMatchObject({ result: { order: 7 }, error: undefined });
    expect(outcome.diagnostics).toEqual([
      {
        code: 'callback-twice',
        message: expect.stringMatching(
          /^The lambda called its callback 3 times; only the first call counts\. Ignored: callback\(null, \{ order: 8 \}\) \(\/\S+callback-twice\.js:\d+:\d+\), callback\(Error: too late\) \(\/\S+callback-twice\.js:\d+:\d+\)\. Return after each call, and keep callback\(null, …\) out of a try whose catch calls back too\.$/,
        ),
      },
    ]);
  });

  it('callback-never, of a lambda that forgot a path, without waiting for the limit', async () => {
    const outcome = await faulty('callback-never');
    expect(outcome.error).toMatchObject({
      code: EXECUTION_TIME_EXCEEDED,
      message: 'The lambda never called its callback.',
    });
    expect(outcome.error).not.toHaveProperty('cause');
    expect(outcome.diagnostics).toEqual([
      {
        code: 'callback-never',
        message:
          'The lambda ended without calling its callback, and nothing is left that could call it: LivePerson waits until ' +
          'its time is up. End every path, errors included, with callback(error) or callback(null, result).',
      },
    ]);
  });

  it('callback-never, of a lambda that waits for what never comes', async () => {
    const outcome = await faulty('callback-stuck');
    expect(outcome.error).toMatchObject({ code: EXECUTION_TIME_EXCEEDED });
    expect(outcome.diagnostics).toEqual([
      {
        code: 'callback-never',
        message: expect.stringMatching(
          /^The lambda waits for something that never comes, and nothing is left/,
        ),
      },
    ]);
  });

  it('threw-after-callback', async () => {
    const outcome = await faulty('threw-after-callback');
    expect(outcome).toMatchObject({ result: 'done', error: undefined });
    expect(outcome.diagnostics).toEqual([
      {
        code: 'threw-after-callback',
        message: expect.stringMatching(
          /^After its callback, the lambda threw RangeError: afterwards \(\/\S+threw-after-callback\.js:5:9\), which nobody caught: the caller has its answer already\. Call back as the last action, and catch the errors of promises that are not awaited\.$/,
        ),
      },
    ]);
  });

  it('returned-instead-of-callback', async () => {
    const outcome = await faulty('returned-instead-of-callback');
    expect(outcome).toMatchObject({ result: undefined, error: { code: EXECUTION_TIME_EXCEEDED } });
    expect(outcome.diagnostics).toEqual([
      {
        code: 'returned-instead-of-callback',
        message:
          'The lambda returned { order: 7 } and never called its callback: LivePerson ignores what a function returns ' +
          'and waits until its time is up. Pass the result on with callback(null, result).',
      },
    ]);
  });

  it('error-not-an-error', async () => {
    const outcome = await faulty('error-not-an-error');
    expect(outcome.error).toMatchObject({ code: CUSTOM_FAILURE, message: 'no such order' });
    expect(outcome.diagnostics).toEqual([
      {
        code: 'error-not-an-error',
        message:
          "The lambda called back with { statusCode: 404, message: 'no such order' }, which is not an Error: the call " +
          'fails, but LivePerson logs it as wrongly formatted. Use new Error(message).',
      },
    ]);
  });

  it('result-not-json', async () => {
    const outcome = await faulty('result-not-json');
    expect(outcome).toMatchObject({ result: undefined, error: { code: RUNTIME_EXCEPTION } });
    expect(outcome.diagnostics).toEqual([
      {
        code: 'result-not-json',
        message:
          'The lambda called back with a result that JSON cannot hold (TypeError: Converting circular structure to JSON). ' +
          'Answer with plain data.',
      },
    ]);
  });

  it('log-limit', async () => {
    const outcome = await faulty('log-limit');
    expect(outcome).toMatchObject({ result: 'done', error: undefined });
    expect(outcome.logs).toHaveLength(11);
    expect(outcome.diagnostics).toEqual([
      {
        code: 'log-limit',
        message:
          'The lambda logged 11 entries with 68 characters (messages and extras; debug entries do not count). LivePerson ' +
          'keeps 10 entries and 6,000 characters of an invocation; it replaces a longer log by one error entry.',
      },
    ]);
  });

  it('pending-work', async () => {
    const outcome = await faulty('pending-work');
    expect(outcome).toMatchObject({ result: 'done', error: undefined });
    expect(outcome.diagnostics).toEqual([
      {
        code: 'pending-work',
        message:
          'The lambda called back and left work behind: 1 timer. This work continues unseen, and is lost when the instance ' +
          'stops. Await it, or clear it, before the callback.',
      },
    ]);
  });

  it('limit-exceeded', async () => {
    const outcome = await faulty('limit-exceeded', { timeoutMs: 5 });
    const text = 'The lambda did not call back within 5 ms.';
    expect(outcome).toMatchObject({
      result: undefined,
      error: { code: EXECUTION_TIME_EXCEEDED, message: text },
    });
    expect(outcome.diagnostics).toEqual([
      {
        code: 'limit-exceeded',
        message: `${text} LivePerson ends a function after 30 seconds; set a "timeout" on the calls that it waits for.`,
      },
    ]);
  });
});

describe('callback-twice', () => {
  it('shows three of many calls, cut when they are long', async () => {
    const { diagnostics } = await invoke((_input, callback) => {
      for (let call = 0; call < 6; call++) callback(undefined, call === 1 ? 'x'.repeat(500) : call);
    });
    expect(diagnostics).toHaveLength(1);
    expect(diagnostics[0]?.message).toMatch(
      /called its callback 6 times; .* Ignored: callback\(undefined, 'x{199}…\) \(\S+\), callback\(undefined, 2\) \(\S+\), callback\(undefined, 3\) \(\S+\) and 2 more\./,
    );
  });

  it('leaves a later promise that rejects alone', async () => {
    const { result, diagnostics } = await invoke((_input, callback) => {
      callback(null, 'first');
      callback(null, Promise.reject(new Error('second')));
    });
    expect(result).toBe('first');
    expect(diagnostics).toMatchObject([{ code: 'callback-twice' }]);
  });

  it('is not said of a callback after a failure of another kind', async () => {
    const { error, diagnostics } = await invoke((_input, callback) => {
      process.nextTick(callback, null, 'too late');
      throw new Error('first');
    });
    expect(error?.message).toBe('first');
    expect(diagnostics).toEqual([]);
  });

  it('goes unnoticed once the result is handed out', async () => {
    let late: (() => void) | undefined;
    const { diagnostics } = await invoke((_input, callback) => {
      callback();
      late = callback;
    });
    late?.();
    expect(diagnostics).toEqual([]);
  });
});

describe('callback-never', () => {
  it('is not said while anybody may still call', async () => {
    let release = (): void => {};
    const gate = new Promise<void>((resolve) => {
      release = resolve;
    });
    const running = invoke((_input, callback) => {
      void gate.then(() => callback(null, 'in the end'));
    });
    // The run notices a callback that nobody holds in less time than this.
    await faulty('callback-never');
    release();
    expect(await running).toMatchObject({ result: 'in the end', diagnostics: [] });
  });

  it('is not said while the promise that it called back with is pending', async () => {
    let release = (): void => {};
    const running = invoke((_input, callback) => {
      const answer = new Promise((resolve) => {
        release = () => resolve('in the end');
      });
      callback(null, answer);
    });
    await faulty('callback-never');
    release();
    expect(await running).toMatchObject({ result: 'in the end', diagnostics: [] });
  });

  it('is said at the limit of a lambda that has ended and has nothing open', async () => {
    let held: unknown;
    const lambda: Lambda = (_input, callback) => {
      held = callback;
    };
    const { diagnostics } = await invoke(lambda, {}, { timeoutMs: 5 });
    expect(held).toBeTypeOf('function');
    expect(diagnostics.map(({ code }) => code)).toEqual(['limit-exceeded', 'callback-never']);
  });
});

describe('threw-after-callback', () => {
  it.each<[name: string, lambda: Lambda]>([
    [
      'at once',
      (_input, callback) => {
        callback(null, 'done');
        throw new Error('afterwards');
      },
    ],
    [
      'in setImmediate',
      (_input, callback) => {
        setImmediate(() => {
          throw new Error('afterwards');
        });
        callback(null, 'done');
      },
    ],
    [
      'in a promise that nobody waits for',
      (_input, callback) => {
        void Promise.reject(new Error('afterwards'));
        callback(null, 'done');
      },
    ],
    [
      'while the promise that it called back with is pending',
      (_input, callback) => {
        callback(null, new Promise((resolve) => setTimeout(resolve, 5, 'done')));
        throw new Error('afterwards');
      },
    ],
  ])('%s', async (_name, lambda) => {
    const { result, error, diagnostics } = await invoke(lambda);
    expect({ result, error }).toEqual({ result: 'done', error: undefined });
    expect(diagnostics).toEqual([
      {
        code: 'threw-after-callback',
        message: expect.stringContaining('the lambda threw Error: afterwards'),
      },
    ]);
  });
});

describe('limit-exceeded', () => {
  it('ignores a callback that comes later', async () => {
    let late: ((error: null, result: string) => void) | undefined;
    const lambda: Lambda = (_input, callback) => {
      late = callback;
      setTimeout(() => {}, 20);
    };
    const running = invoke(lambda, {}, { timeoutMs: 5 });
    const { error } = await running;
    late?.(null, 'late');
    expect(error?.code).toBe(EXECUTION_TIME_EXCEEDED);
  });

  it('is found when a lambda that blocked the event loop lets go', async () => {
    const lambda: Lambda = (_input, callback) => {
      const end = performance.now() + 20;
      while (performance.now() < end);
      callback(null, 'late');
    };
    const { result, error, diagnostics } = await invoke(lambda, {}, { timeoutMs: 5 });
    expect(result).toBeUndefined();
    expect(error?.code).toBe(EXECUTION_TIME_EXCEEDED);
    expect(diagnostics.map(({ code }) => code)).toEqual(['limit-exceeded']);
  });
});

describe('log-limit', () => {
  const log = (write: () => void) =>
    invoke((_input, callback) => {
      write();
      callback();
    });
  const times = (count: number, write: () => void) => () => {
    for (let index = 0; index < count; index++) write();
  };

  it.each<[name: string, write: () => void]>([
    ['10 entries', times(10, () => console.log('x'))],
    ['any number of debug entries', times(50, () => console.debug('x'.repeat(500)))],
    ['6,000 characters', () => console.info('x'.repeat(5990), '12345', 12345)],
  ])('is not reached by %s', async (_name, write) => {
    expect((await log(write)).diagnostics).toEqual([]);
  });

  it.each<[name: string, write: () => void, counts: string]>([
    ['11 entries of all levels', times(11, () => console.error('x')), '11 entries with 11 characters'],
    ['one long message', () => console.warn('x'.repeat(6001)), '1 entry with 6,001 characters'],
    ['long extras', () => console.info('x', { text: 'x'.repeat(5989) }), '1 entry with 6,001 characters'],
  ])('is passed by %s', async (_name, write, counts) => {
    const { error, diagnostics } = await log(write);
    expect(error).toBeUndefined();
    expect(diagnostics).toEqual([
      { code: 'log-limit', message: expect.stringContaining(`logged ${counts} `) },
    ]);
  });
});

describe('the words of a diagnosis', () => {
  const call = (error: unknown, result?: unknown) => ({ error, result });
  const calls = (count: number) => Array.from({ length: count }, (_, index) => call(null, index));
  const twice = (count: number, ignored: string) => ({
    code: 'callback-twice',
    message:
      `The lambda called its callback ${count} times; only the first call counts. Ignored: ${ignored}. Return after each ` +
      'call, and keep callback(null, …) out of a try whose catch calls back too.',
  });
  const pending = (verb: string, left: string, end: string) => ({
    code: 'pending-work',
    message:
      `The lambda ${verb} and left work behind: ${left}. This work continues unseen, and is lost when the instance stops. ` +
      `Await it, or clear it, before the ${end}.`,
  });
  const never = (what: string) => ({
    code: 'callback-never',
    message:
      `The lambda ${what}, and nothing is left that could call it: LivePerson waits until its time is up. End every path, ` +
      'errors included, with callback(error) or callback(null, result).',
  });

  it.each([
    [
      diagnosis.calledTwice([call(null), call(undefined, 'x'), call('no')]),
      twice(3, "callback(undefined, 'x'), callback('no')"),
    ],
    [diagnosis.calledTwice(calls(4)), twice(4, 'callback(null, 1), callback(null, 2), callback(null, 3)')],
    [
      diagnosis.calledTwice(calls(5)),
      twice(5, 'callback(null, 1), callback(null, 2), callback(null, 3) and 1 more'),
    ],
    [diagnosis.neverCalledBack({ isReached: false }), never('waits for something that never comes')],
    [
      diagnosis.neverCalledBack({ isReached: true, value: undefined }),
      never('ended without calling its callback'),
    ],
    [
      diagnosis.neverCalledBack({ isReached: true, value: null }),
      {
        code: 'returned-instead-of-callback',
        message:
          'The lambda returned null and never called its callback: LivePerson ignores what a function returns and waits until ' +
          'its time is up. Pass the result on with callback(null, result).',
      },
    ],
    [
      diagnosis.neverEnded(),
      {
        code: 'never-ended',
        message:
          'The lambda waits for something that never comes, and nothing is left that could end it: LivePerson waits until its ' +
          'time is up. Look for a promise that is neither resolved nor rejected.',
      },
    ],
    [
      diagnosis.threwAfterEnd(Object.assign(new Error('late'), { stack: '' }), 'v2'),
      {
        code: 'threw-after-return',
        message:
          'After it had returned, the lambda threw Error: late, which nobody caught: the caller has its answer already. ' +
          'Await every promise before the return, and clear every timer.',
      },
    ],
    [
      diagnosis.resultNotJson(new TypeError('one\ntwo'), 'v2'),
      {
        code: 'result-not-json',
        message:
          'The lambda returned a result that JSON cannot hold (TypeError: one). Answer with plain data.',
      },
    ],
    [diagnosis.pendingWork(['1 timer'], false, 'v1'), pending('called back', '1 timer', 'callback')],
    [
      diagnosis.pendingWork(['the call GET a'], true, 'v2'),
      pending('returned', 'the call GET a and the promise that it returned', 'return'),
    ],
    [
      diagnosis.pendingWork(['the call GET a', '1 timer'], false, 'v1'),
      pending('called back', 'the call GET a and 1 timer', 'callback'),
    ],
  ])('%#', (said, expected) => {
    expect(said).toEqual(expected);
  });
});
