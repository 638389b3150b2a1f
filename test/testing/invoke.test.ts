import { afterEach, describe, expect, expectTypeOf, it, vi } from 'vitest';
import { ErrorCodes, ToolbeltError } from '../../src/errors';
import type { Lambda, LambdaInput } from '../../src/events/input';
import type { InvokeError } from '../../src/runtime/run-error';
import type { LogEntry } from '../../src/runtime/types';
import { invoke } from '../../src/testing/invoke';

const { CUSTOM_FAILURE, RUNTIME_EXCEPTION, EXECUTION_TIME_EXCEEDED } = ErrorCodes.Handler;

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

/** Some tests need a lambda whose type is wrong. */
const asLambda = (lambda: (...args: never[]) => unknown) => lambda as unknown as Lambda;

describe('what the callback decides', () => {
  it.each([null, undefined])('callback(%s, result) is a success', async (none) => {
    const outcome = await invoke((_input, callback) => callback(none, { order: 7 }));
    expect(outcome).toEqual({
      result: { order: 7 },
      error: undefined,
      logs: [],
      diagnostics: [],
      durationMs: expect.any(Number),
    });
    expect(outcome.durationMs).toBeGreaterThanOrEqual(0);
  });

  it.each<[name: string, reason: unknown, message: string]>([
    ['an Error', new Error('no such order'), 'no such order'],
    ['an error of the language', new TypeError('no such order'), 'no such order'],
    ['text', 'no such order', 'no such order'],
    ['empty text', '', ''],
    ['an object with a message', { statusCode: 404, message: 'no such order' }, 'no such order'],
    ['another object', { statusCode: 404 }, '{"statusCode":404}'],
    ['false', false, 'false'],
    ['0', 0, '0'],
    ['a BigInt', 10n, '10n'],
  ])('callback(%s) is a custom failure', async (_name, reason, message) => {
    const { result, error } = await invoke((_input, callback) => callback(reason, 'ignored'));
    expect(result).toBeUndefined();
    expect(error).toBeInstanceOf(ToolbeltError);
    expect(error).toMatchObject({ name: 'InvokeError', code: CUSTOM_FAILURE, message });
    expect(error?.cause).toBe(reason);
  });

  it('an Error as the result is a result', async () => {
    const { result, error } = await invoke((_input, callback) => callback(null, new Error('odd')));
    expect(error).toBeUndefined();
    expect(result).toEqual({});
  });

  it('a callback that comes later is waited for', async () => {
    const { result, diagnostics } = await invoke((_input, callback) => {
      setTimeout(() => callback(null, 'later'), 5);
    });
    expect(result).toBe('later');
    expect(diagnostics).toEqual([]);
  });

  it('a promise as the result is awaited', async () => {
    const { result, diagnostics } = await invoke((_input, callback) =>
      callback(null, new Promise((resolve) => setTimeout(resolve, 5, { order: 7 }))),
    );
    expect(result).toEqual({ order: 7 });
    expect(diagnostics).toEqual([]);
  });

  it('a promise as the result that rejects is a failure', async () => {
    const reason = new Error('gone');
    const { error, diagnostics } = await invoke((_input, callback) => callback(null, Promise.reject(reason)));
    expect(error).toMatchObject({ code: CUSTOM_FAILURE, message: 'gone', cause: reason });
    expect(diagnostics).toEqual([]);
  });

  it('a promise as the result that settles too late exceeds the limit', async () => {
    const lambda: Lambda = (_input, callback) => callback(null, new Promise(() => {}));
    const { error, diagnostics } = await invoke(lambda, {}, { timeoutMs: 5 });
    const text = 'The promise that the lambda called back with did not settle within 5 ms.';
    expect(error).toMatchObject({ code: EXECUTION_TIME_EXCEEDED, message: text });
    expect(diagnostics).toEqual([{ code: 'limit-exceeded', message: expect.stringContaining(text) }]);
  });

  it('returned values are ignored', async () => {
    const lambda = asLambda((_input: unknown, callback: (error: null, result: string) => void) => {
      callback(null, 'called back');
      return 'returned';
    });
    expect(await invoke(lambda)).toMatchObject({ result: 'called back', diagnostics: [] });
  });
});

describe('what the lambda throws', () => {
  it.each<[name: string, lambda: Lambda]>([
    [
      'at once',
      () => {
        throw new RangeError('broken');
      },
    ],
    [
      'from an async function',
      async () => {
        await null;
        throw new RangeError('broken');
      },
    ],
    [
      'from a timer',
      () => {
        setTimeout(() => {
          throw new RangeError('broken');
        }, 5);
      },
    ],
    [
      'from setImmediate',
      () => {
        setImmediate(() => {
          throw new RangeError('broken');
        });
      },
    ],
    [
      'in a promise that nobody waits for',
      () => {
        void Promise.reject(new RangeError('broken'));
      },
    ],
    [
      'in a promise that nobody waits for, while its own is pending',
      async () => {
        void (async () => {
          await new Promise((resolve) => setTimeout(resolve, 5));
          throw new RangeError('broken');
        })();
        await new Promise(() => {});
      },
    ],
  ])('%s is a runtime exception', async (_name, lambda) => {
    const { result, error, diagnostics } = await invoke(lambda);
    expect(result).toBeUndefined();
    expect(error).toMatchObject({
      code: RUNTIME_EXCEPTION,
      message: 'broken',
      cause: expect.any(RangeError),
    });
    expect(diagnostics).toEqual([]);
  });

  it('need not be an Error', async () => {
    const { error, diagnostics } = await invoke(() => {
      throw 'text';
    });
    expect(error).toMatchObject({ code: RUNTIME_EXCEPTION, message: 'text', cause: 'text' });
    expect(diagnostics).toEqual([
      {
        code: 'error-not-an-error',
        message: expect.stringContaining("The lambda threw 'text', which is not an Error"),
      },
    ]);
  });

  it('is that of its own run, among parallel ones', async () => {
    const lambda: Lambda<{ fails: boolean }> = ({ payload }, callback) => {
      setTimeout(() => {
        if (payload.fails) throw new Error('mine');
        setTimeout(() => callback(null, 'fine'), 5);
      }, 5);
    };
    const outcomes = await Promise.all(
      [true, false, true].map((fails) => invoke(lambda, { payload: { fails } })),
    );
    expect(outcomes.map(({ result, error }) => result ?? error?.message)).toEqual(['mine', 'fine', 'mine']);
  });

  it('leaves what others throw to the listeners of the process', async () => {
    const heard = vi.fn();
    const listeners = process.listeners('uncaughtException');
    process.removeAllListeners('uncaughtException');
    process.on('uncaughtException', heard);
    const before = process.emit;
    try {
      let callback: ((error: null) => void) | undefined;
      const running = invoke((_input, given) => {
        callback = given;
      });
      expect(process.emit).not.toBe(before);
      const stranger = new Error('of nobody');
      await new Promise((resolve) => {
        setImmediate(() => {
          setImmediate(resolve);
          throw stranger;
        });
      });
      callback?.(null);
      expect(await running).toMatchObject({ error: undefined, diagnostics: [] });
      expect(heard.mock.calls.map(([error]) => error)).toEqual([stranger]);
      expect(process.emit).toBe(before);
      expect(process.listeners('uncaughtException')).toEqual([heard]);
    } finally {
      process.removeAllListeners('uncaughtException');
      for (const listener of listeners) process.on('uncaughtException', listener);
    }
  });
});

describe('result and input', () => {
  it.each<[name: string, result: unknown, expected: unknown]>([
    ['undefined', undefined, undefined],
    ['null', null, null],
    ['text', 'text', 'text'],
    ['a number', 7, 7],
    ['NaN', Number.NaN, null],
    [
      'dates and properties that are undefined',
      { at: new Date(0), none: undefined },
      { at: '1970-01-01T00:00:00.000Z' },
    ],
    ['an object that says how it is written', { toJSON: () => ({ short: true }) }, { short: true }],
  ])('%s goes through JSON', async (_name, result, expected) => {
    const outcome = await invoke((_input, callback) => callback(null, result));
    expect(outcome.error).toBeUndefined();
    expect(outcome.result).toStrictEqual(expected);
  });

  it('the result is a copy, made when it was called back', async () => {
    const order = { id: 7 };
    const { result } = await invoke((_input, callback) => {
      callback(null, order);
      order.id = 8;
    });
    expect(result).toEqual({ id: 7 });
  });

  it.each<[name: string, result: unknown, reason: RegExp]>([
    ['a BigInt', { id: 7n }, /TypeError: Do not know how to serialize a BigInt/],
    ['a function', () => {}, /TypeError: JSON has no form for this function/],
    ['a symbol', Symbol('x'), /TypeError: JSON has no form for this symbol/],
    [
      'something that throws when it is written',
      {
        toJSON: () => {
          throw new RangeError('no');
        },
      },
      /RangeError: no/,
    ],
  ])('%s as the result is a failure', async (_name, result, reason) => {
    const { error, diagnostics } = await invoke((_input, callback) => callback(null, result));
    expect(error).toMatchObject({ code: RUNTIME_EXCEPTION, cause: expect.any(Error) });
    expect(diagnostics).toEqual([{ code: 'result-not-json', message: expect.stringMatching(reason) }]);
  });

  it('fills in what the input leaves out', async () => {
    vi.useFakeTimers({ now: 1_750_000_000_000, toFake: ['Date'] });
    const echo: Lambda = (input, callback) => callback(null, input);
    const filledIn = { timestamp: 1_750_000_000_000, headers: [], payload: {} };
    expect((await invoke(echo)).result).toEqual(filledIn);
    expect((await invoke(echo, {})).result).toEqual(filledIn);
    expect((await invoke(echo, { payload: 'text' })).result).toEqual({ ...filledIn, payload: 'text' });
    const whole = { timestamp: 5, headers: [{ key: 'a', value: 'b' }], payload: [1, null] };
    expect((await invoke(echo, whole)).result).toEqual(whole);
  });

  it('keeps a payload of undefined', async () => {
    const { result } = await invoke((input, callback) => callback(null, [input.payload === undefined]), {
      payload: undefined,
    });
    expect(result).toEqual([true]);
  });

  it('gives the lambda a copy of the input', async () => {
    const input = { payload: { list: [1] }, headers: [{ key: 'a', value: 'b' }] };
    await invoke((given: LambdaInput<{ list: number[] }>, callback) => {
      given.payload.list.push(2);
      given.headers.length = 0;
      callback();
    }, input);
    expect(input).toEqual({ payload: { list: [1] }, headers: [{ key: 'a', value: 'b' }] });
  });
});

describe('logs', () => {
  it('are kept from the console, which is restored', async () => {
    const methods = ['debug', 'info', 'log', 'warn', 'error'] as const;
    const spies = methods.map((method) => vi.spyOn(console, method).mockImplementation(() => {}));
    const own = methods.map((method) => console[method]);
    vi.useFakeTimers({ now: 1_750_000_000_000, toFake: ['Date'] });
    const { logs } = await invoke((_input, callback) => {
      console.debug('debugging');
      console.info('informing', { id: 7 });
      console.log('logging', 1, 'two');
      console.warn('warning', null);
      console.error(new Error('erring'));
      callback();
    });
    const timestamp = 1_750_000_000_000;
    expect(logs).toEqual([
      { level: 'debug', message: 'debugging', extras: [], timestamp },
      { level: 'info', message: 'informing', extras: [{ id: 7 }], timestamp },
      { level: 'info', message: 'logging', extras: [1, 'two'], timestamp },
      { level: 'warn', message: 'warning', extras: [null], timestamp },
      { level: 'error', message: expect.stringMatching(/^Error: erring\n +at /), extras: [], timestamp },
    ]);
    expect(spies.map((spy) => spy.mock.calls)).toEqual([[], [], [], [], []]);
    expect(methods.map((method) => console[method])).toEqual(own);
  });

  it('restore the console after a lambda that throws', async () => {
    const own = console.log;
    await invoke(() => {
      console.log('first');
      throw new Error('then');
    });
    expect(console.log).toBe(own);
  });

  it('leave a spy in place that was set meanwhile, and pass on to it', async () => {
    const running = invoke((_input, callback) => void setTimeout(callback, 5));
    const spy = vi.spyOn(console, 'log').mockImplementation(() => {});
    console.log('of the test');
    await running;
    console.log('afterwards');
    expect(spy.mock.calls).toEqual([['of the test'], ['afterwards']]);
  });

  it('hold what was logged at that moment', async () => {
    const error = new Error('itself');
    const { logs } = await invoke((_input, callback) => {
      const state: Record<string, unknown> = { step: 1, list: [1], error };
      state.self = state;
      console.info({ step: 0 }, state);
      state.step = 2;
      (state.list as number[]).push(2);
      callback();
    });
    expect(logs[0]).toMatchObject({
      message: '{"step":0}',
      extras: [{ step: 1, list: [1], self: '[circular]' }],
    });
    const extra = logs[0]?.extras[0] as { error: unknown };
    expect(extra.error).toBe(error);
  });

  it('are kept of a run that goes on when another one has ended', async () => {
    const spy = vi.spyOn(console, 'log').mockImplementation(() => {});
    let goOn = () => {};
    const signal = new Promise<void>((resolve) => {
      goOn = resolve;
    });
    const long = invoke(async (_input, callback) => {
      await signal;
      console.log('late');
      callback();
    });
    expect((await invoke((_input, callback) => callback())).logs).toEqual([]);
    goOn();
    expect((await long).logs.map(({ message }) => message)).toEqual(['late']);
    expect(spy).not.toHaveBeenCalled();
    expect(console.log).toBe(spy);
  });

  it('are those of the own run, among parallel and nested ones', async () => {
    const inner: Lambda = async (_input, callback) => {
      await new Promise((resolve) => setTimeout(resolve, 2));
      console.log('inner');
      callback(null, 'from inner');
    };
    const outer: Lambda<number> = async ({ payload }, callback) => {
      console.log(`outer ${payload} starts`);
      const { result, logs } = await invoke(inner);
      console.log(`outer ${payload} ends`);
      callback(null, [result, logs.map(({ message }) => message)]);
    };
    const outcomes = await Promise.all([1, 2, 3].map((payload) => invoke(outer, { payload })));
    expect(outcomes.map(({ result }) => result)).toEqual(Array(3).fill(['from inner', ['inner']]));
    expect(outcomes.map(({ logs }) => logs.map(({ message }) => message))).toEqual(
      [1, 2, 3].map((number) => [`outer ${number} starts`, `outer ${number} ends`]),
    );
  });

  it('are told at once to onLog, whose own logging is its own', async () => {
    const spy = vi.spyOn(console, 'info').mockImplementation(() => {});
    const told: LogEntry[] = [];
    const onLog = (entry: LogEntry) => {
      told.push(entry);
      console.info('told');
    };
    let toldBeforeEnd = 0;
    const { logs } = await invoke(
      (_input, callback) => {
        console.info('one');
        toldBeforeEnd = told.length;
        callback();
      },
      {},
      { onLog },
    );
    expect(toldBeforeEnd).toBe(1);
    expect(told).toEqual(logs);
    expect(spy.mock.calls).toEqual([['told']]);
  });

  it('reject the call with what onLog throws, not the lambda', async () => {
    const thrown = new Error('of the test');
    const onLog = () => {
      throw thrown;
    };
    let went = false;
    const running = invoke(
      (_input, callback) => {
        console.info('one');
        went = true;
        callback();
      },
      {},
      { onLog },
    );
    await expect(running).rejects.toBe(thrown);
    expect(went).toBe(true);
  });
});

describe('fake timers', () => {
  it('stop the clock of the lambda, not that of the limit', async () => {
    vi.useFakeTimers();
    const running = invoke((_input, callback) => void setTimeout(callback, 60_000, null, 'late'));
    await vi.advanceTimersByTimeAsync(60_000);
    expect(await running).toMatchObject({ result: 'late', diagnostics: [] });
    const tooSlow: Lambda = (_input, callback) => void setTimeout(callback, 60_000);
    const { error } = await invoke(tooSlow, {}, { timeoutMs: 5 });
    expect(error?.code).toBe(EXECUTION_TIME_EXCEEDED);
  });
});

describe('types', () => {
  it('follow the lambda', async () => {
    const typed: Lambda<{ id: number }, { total: number }> = ({ payload }, callback) =>
      callback(null, { total: payload.id });
    const { result } = await invoke(typed, { payload: { id: 7 } });
    expectTypeOf(result).toEqualTypeOf<{ total: number } | undefined>();
    // @ts-expect-error: the lambda takes a payload of another type
    await invoke(typed, { payload: { id: 'seven' } });
    const file = await invoke<string>('test/fixtures/lambdas/declared-function.js', {
      payload: { name: 'Ada' },
    });
    expectTypeOf(file.result).toEqualTypeOf<string | undefined>();
    expectTypeOf(file.error).toEqualTypeOf<InvokeError | undefined>();
    expect([result, file.result]).toEqual([{ total: 7 }, 'Hello Ada']);
  });
});

describe('wrong use', () => {
  const lambda: Lambda = (_input, callback) => callback();

  it.each<[name: string, given: unknown, problem: RegExp]>([
    ['undefined', undefined, /^invoke: the lambda must be a function, or the path of its file\.$/],
    ['an empty path', '', /the lambda must be a function/],
    ['an object', { lambda }, /the lambda must be a function/],
  ])('refuses %s as a lambda', async (_name, given, problem) => {
    const running = invoke(given as Lambda);
    await expect(running).rejects.toThrow(problem);
    await expect(running).rejects.toMatchObject({ code: ErrorCodes.Toolbelt.INVALID_ARGUMENT });
  });

  const cycle: Record<string, unknown> = { deep: {} };
  cycle.deep = { cycle };
  it.each<[name: string, input: unknown, problem: RegExp]>([
    ['null', null, /^invoke: input must be an object of payload, headers and timestamp, as in/],
    ['text', 'text', /input must be an object of payload/],
    ['an array', [1], /input must be an object of payload/],
    ['a bare payload', { order: 7 }, /input\.order is unknown: input must be an object of payload/],
    ['headers as a record', { headers: { a: 'b' } }, /input\.headers must be an array of \{ key, value \}/],
    ['a header that is no text', { headers: [{ key: 'a', value: 1 }] }, /input\.headers must be/],
    ['a timestamp as text', { timestamp: '5' }, /input\.timestamp must be a number of milliseconds/],
    ['a BigInt', { payload: { id: 7n } }, /input\.payload\.id is a bigint, which JSON cannot hold/],
    ['a function', { payload: [1, { run() {} }] }, /input\.payload\[1\]\.run is a function/],
    ['a symbol', { payload: Symbol('x') }, /input\.payload is a symbol/],
    ['NaN', { payload: { id: Number.NaN } }, /input\.payload\.id is NaN/],
    ['a cycle', { payload: cycle }, /input\.payload\.deep\.cycle leads back to where it comes from/],
  ])('refuses %s in the input', async (_name, input, problem) => {
    const spy = vi.fn(lambda);
    const running = invoke(spy, input as LambdaInput);
    await expect(running).rejects.toThrow(problem);
    await expect(running).rejects.toMatchObject({ code: ErrorCodes.Toolbelt.INVALID_ARGUMENT });
    expect(spy).not.toHaveBeenCalled();
  });

  it('takes the same object twice in a payload, and what writes itself', async () => {
    const shared = { id: 7 };
    const payload = { a: shared, b: [shared], at: new Date(0), none: undefined };
    const { result } = await invoke((input, callback) => callback(null, input.payload), { payload });
    expect(result).toEqual({ a: shared, b: [shared], at: '1970-01-01T00:00:00.000Z' });
  });

  it.each<[name: string, options: unknown, problem: RegExp]>([
    ['null', null, /^invoke: options must be an object\.$/],
    ['an unknown one', { timeout: 5 }, /^invoke: unknown option "timeout" \(did you mean "timeoutMs"\?\)\.$/],
    ['one like no other', { zzz: 5 }, /^invoke: unknown option "zzz"\.$/],
    ['a limit of 0', { timeoutMs: 0 }, /timeoutMs must be a number of milliseconds above 0, or Infinity/],
    ['a limit that is NaN', { timeoutMs: Number.NaN }, /timeoutMs must be/],
    ['a limit as text', { timeoutMs: '5' }, /timeoutMs must be/],
    ['a limit that no timer holds', { timeoutMs: 2 ** 31 }, /timeoutMs must be/],
    ['fresh as text', { fresh: 'yes' }, /fresh must be true or false/],
    ['fresh for a function', { fresh: true }, /fresh needs the path of a file/],
    ['onLog as text', { onLog: 'x' }, /onLog must be a function/],
    ['env as an array', { env: [] }, /env must be an object of names and values/],
    ['a number in env', { env: { A: 1 } }, /env\.A must be a string, or undefined to remove it/],
    ['a name with "="', { env: { 'A=B': '1' } }, /env: "A=B" is not a name/],
    ['an empty name', { env: { '': '1' } }, /env: "" is not a name/],
    ['secrets as an array', { secrets: [] }, /secrets must be an object of names and values/],
    [
      'a secret that JSON cannot hold',
      { secrets: { a: () => {} } },
      /the secret "a" must be a string or a JSON value/,
    ],
    [
      'a name that no secret has',
      { secrets: { 'a b': 'c' } },
      /secrets\["a b"\]: this is not the key of a secret/,
    ],
    ['a whitelist as text', { whitelist: 'a.example' }, /whitelist must be an array of hosts/],
    ['a host that is a URL', { whitelist: ['https://a.example/x'] }, /whitelist\[0\].*write "a\.example"/],
  ])('refuses %s in the options', async (_name, options, problem) => {
    const spy = vi.fn(lambda);
    const running = invoke(spy, {}, options as object);
    await expect(running).rejects.toThrow(problem);
    await expect(running).rejects.toMatchObject({ code: ErrorCodes.Toolbelt.INVALID_ARGUMENT });
    expect(spy).not.toHaveBeenCalled();
  });

  it('takes Infinity as no limit', async () => {
    expect(await invoke(lambda, {}, { timeoutMs: Number.POSITIVE_INFINITY })).toMatchObject({
      diagnostics: [],
    });
  });
});
