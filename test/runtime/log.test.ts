import { describe, expect, it } from 'vitest';
import { logLimitProblem, toLogEntry } from '../../src/runtime/log';
import type { LogEntry } from '../../src/runtime/types';

const TIME = expect.any(Number);

describe('a log entry', () => {
  const cycle: Record<string, unknown> = { a: 1 };
  cycle.self = cycle;
  const error = new Error('no');
  const date = new Date(0);

  it.each<[args: unknown[], message: string, extras: unknown[]]>([
    [[], '', []],
    [[undefined, undefined], '', [undefined]],
    [['text', 'more', 7], 'text', ['more', 7]],
    [[null], 'null', []],
    [[{ a: [1] }, { b: [2] }], '{"a":[1]}', [{ b: [2] }]],
    [[7n], '7', []],
    [[error], String(error.stack), []],
    [['x', error, date], 'x', [error, date]],
    [['x', cycle, [cycle]], 'x', [{ a: 1, self: '[circular]' }, [{ a: 1, self: '[circular]' }]]],
    [[cycle], '<ref *1> { a: 1, self: [Circular *1] }', []],
  ])('%#', (args, message, extras) => {
    expect(toLogEntry('warn', args)).toEqual({ level: 'warn', message, extras, timestamp: TIME });
  });

  it('has the message of an error without a stack', () => {
    const plain = Object.assign(new TypeError('no'), { stack: undefined });
    expect(toLogEntry('error', [plain]).message).toBe('TypeError: no');
  });

  it('has the values of that moment, and the same object twice', () => {
    const shared = { n: 1 };
    const { extras, timestamp } = toLogEntry('info', ['x', [shared, shared], { shared }]);
    shared.n = 2;
    expect(extras).toEqual([[{ n: 1 }, { n: 1 }], { shared: { n: 1 } }]);
    expect(Math.abs(Date.now() - timestamp)).toBeLessThan(60_000);
  });
});

describe('the limit of logs', () => {
  const entry = (level: LogEntry['level'], message: string, ...extras: unknown[]): LogEntry => ({
    ...{ level, message, extras, timestamp: 0 },
  });
  const problem = (kept: string, characters: string) => ({
    code: 'log-limit',
    message:
      `The lambda logged ${kept} with ${characters} characters (messages and extras; debug entries do not count). ` +
      'LivePerson keeps 10 entries and 6,000 characters of an invocation; it replaces a longer log by one error entry.',
  });

  it.each<[logs: LogEntry[], found: unknown]>([
    [[], undefined],
    [Array(10).fill(entry('info', 'x'.repeat(600))), undefined],
    [Array(11).fill(entry('info', 'x')), problem('11 entries', '11')],
    [[entry('warn', 'x'.repeat(5_990), { a: 12 }, 'xx')], undefined],
    [[entry('warn', 'x'.repeat(5_990), { a: 12 }, 'xxx')], problem('1 entry', '6,001')],
    [Array(50).fill(entry('debug', 'x'.repeat(600))), undefined],
  ])('%#', (logs, found) => {
    expect(logLimitProblem(logs)).toEqual(found);
  });
});
