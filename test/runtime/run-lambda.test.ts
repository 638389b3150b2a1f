import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { ErrorCodes, ToolbeltError } from '../../src/errors';
import type { Lambda, LambdaInput } from '../../src/events/input';
import { completeInput } from '../../src/runtime/complete-input';
import { Misuse } from '../../src/runtime/misuse';
import { runLambda } from '../../src/runtime/run-lambda';
import type { LogEntry } from '../../src/runtime/types';

const FILE = join(__dirname, '../testing/lambdas/double.js');

const inputOf = (payload: unknown): LambdaInput => ({ headers: [], payload });

describe('runLambda', () => {
  it.each<[name: string, lambda: Lambda | string | URL]>([
    ['a function', ({ payload }, callback) => callback(null, { twice: (payload as { n: number }).n * 2 })],
    ['a path', FILE],
    ['a file: URL', pathToFileURL(FILE)],
  ])('runs %s', async (_name, lambda) => {
    expect(await runLambda({ lambda, input: inputOf({ n: 21 }) })).toEqual({
      result: { twice: 42 },
      error: undefined,
      logs: [],
      diagnostics: [],
      durationMs: expect.any(Number),
    });
  });

  it('leaves the length of stacks as it is when the lambda starts a timer', async () => {
    const before = Error.stackTraceLimit;
    const lambda: Lambda = (_input, callback) => {
      setTimeout(() => callback(null, [Error.stackTraceLimit, typeof Error.prepareStackTrace]), 1);
      expect(Error.stackTraceLimit).toBe(before);
    };
    const { result } = await runLambda({ lambda, input: inputOf(null) });
    expect(result).toEqual([before, typeof Error.prepareStackTrace]);
  });

  it('takes an object that says itself how JSON writes it', async () => {
    const payload = { id: { value: 7n, toJSON: () => '7' } };
    const lambda: Lambda = (input, callback) => callback(null, input.payload);
    const { result, error } = await runLambda({ lambda, input: completeInput(inputOf(payload)) });
    expect({ result, error }).toEqual({ result: { id: '7' }, error: undefined });
  });

  it('keeps the logs of lambdas that run at the same time apart', async () => {
    const lambda: Lambda = async ({ payload }, callback) => {
      console.info('before', payload);
      await new Promise((resolve) => setTimeout(resolve, Number(payload)));
      console.warn('after', payload);
      callback(null, payload);
    };
    const heard: LogEntry[] = [];
    const runs = await Promise.all(
      [3, 2, 1].map((payload) =>
        runLambda({ lambda, input: inputOf(payload), onLog: (entry) => heard.push(entry) }),
      ),
    );
    for (const { result, logs } of runs) {
      expect(logs.map(({ message, extras }) => [message, ...extras])).toEqual([
        ['before', result],
        ['after', result],
      ]);
    }
    expect(heard).toHaveLength(6);
  });

  it('ends a lambda at its time limit', async () => {
    const lambda: Lambda = (_input, callback) => void setTimeout(callback, 5_000).unref();
    const { error, diagnostics } = await runLambda({ lambda, input: inputOf({}), timeoutMs: 5 });
    expect(error?.code).toBe(ErrorCodes.Handler.EXECUTION_TIME_EXCEEDED);
    expect(diagnostics.map(({ code }) => code)).toContain('limit-exceeded');
  });

  it('rejects for a file that cannot be run, and does not name its caller', async () => {
    const run = runLambda({ lambda: 'no-such-file.js', input: inputOf({}) });
    await expect(run).rejects.toThrow(Misuse);
    await expect(run).rejects.toThrow(/^there is no file .*no-such-file\.js: check the path/);
    await expect(run).rejects.toBeInstanceOf(ToolbeltError);
  });
});

describe('completeInput', () => {
  it('fills in what is missing, and copies the rest', () => {
    const payload = { n: 1 };
    const input = completeInput({ payload });
    expect(input).toEqual({ headers: [], payload: { n: 1 }, timestamp: expect.any(Number) });
    expect(input.payload).not.toBe(payload);
  });

  it('refuses a payload without its envelope', () => {
    expect(() => completeInput({ n: 1 })).toThrow(Misuse);
    expect(() => completeInput({ n: 1 })).toThrow(/^input\.n is unknown/);
  });
});
