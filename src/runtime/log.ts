import { toJsonText } from '../internal/json-copy';
import { isPlainRecord } from '../internal/plain-record';
import { MAX_LOG_CHARACTERS, MAX_LOG_ENTRIES } from './limits';
import { isError, shown } from './run-error';
import type { Diagnostic, LogEntry } from './types';

/** Makes a log entry from the arguments of a console method. It has the values that they have at this moment. */
export function toLogEntry(level: LogEntry['level'], [first, ...extras]: readonly unknown[]): LogEntry {
  const message = first === undefined ? '' : toText(first);
  return { level, message, extras: extras.map((extra) => snapshot(extra)), timestamp: Date.now() };
}

/**
 * Reports when a lambda has logged more than LivePerson keeps of one invocation. Debug entries do not count, because LivePerson never keeps
 * them. A log that is too long does not make the invocation fail. LivePerson replaces the log with one error entry. Its code is
 * `…handler.log-limit-reached`.
 */
export function logLimitProblem(logs: readonly LogEntry[]): Diagnostic | undefined {
  const kept = logs.filter(({ level }) => level !== 'debug');
  const characters = kept.reduce((sum, { message, extras }) => sum + lengthOf([message, ...extras]), 0);
  if (kept.length <= MAX_LOG_ENTRIES && characters <= MAX_LOG_CHARACTERS) return undefined;
  return {
    code: 'log-limit',
    message:
      `The lambda logged ${count(kept.length, 'entry', 'entries')} with ${characters.toLocaleString('en-US')} characters ` +
      `(messages and extras; debug entries do not count). LivePerson keeps ${MAX_LOG_ENTRIES} entries and ` +
      `${MAX_LOG_CHARACTERS.toLocaleString('en-US')} characters of an invocation; it replaces a longer log by one error entry.`,
  };
}

function lengthOf(values: readonly unknown[]): number {
  return values.reduce((sum: number, value) => sum + toText(value).length, 0);
}

function toText(value: unknown): string {
  if (typeof value === 'string') return value;
  if (isError(value)) return value.stack ?? String(value);
  return typeof value === 'object' ? (toJsonText(value) ?? shown(value)) : String(value);
}

/** Copies plain objects and arrays, because the lambda may change them later. Errors and other objects stay the same. */
function snapshot(value: unknown, parents: readonly unknown[] = []): unknown {
  if (parents.includes(value)) return '[circular]';
  const path = [...parents, value];
  if (Array.isArray(value)) return value.map((item) => snapshot(item, path));
  if (!isPlainRecord(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, snapshot(item, path)]));
}

function count(number: number, one: string, more: string): string {
  return `${number} ${number === 1 ? one : more}`;
}
