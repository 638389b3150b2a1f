import { toJsonText } from '../internal/json-copy';
import { isPlainRecord } from '../internal/plain-record';
import { isError, shown } from './run-error';
import type { Diagnostic, LogEntry } from './types';

/** Facts §5.6. */
const MAX_ENTRIES = 10;
const MAX_CHARACTERS = 6000;

/** An entry of the log, as it is at this moment. */
export function toLogEntry(level: LogEntry['level'], [first, ...extras]: readonly unknown[]): LogEntry {
  const message = first === undefined ? '' : toText(first);
  return { level, message, extras: extras.map((extra) => snapshot(extra)), timestamp: Date.now() };
}

/**
 * More than LivePerson keeps of one invocation. Debug entries do not count: it never keeps them. The call itself
 * goes on; in place of its log stands one error entry with the code `…handler.log-limit-reached`.
 */
export function logLimitProblem(logs: readonly LogEntry[]): Diagnostic | undefined {
  const kept = logs.filter(({ level }) => level !== 'debug');
  const characters = kept.reduce((sum, { message, extras }) => sum + lengthOf([message, ...extras]), 0);
  if (kept.length <= MAX_ENTRIES && characters <= MAX_CHARACTERS) return undefined;
  return {
    code: 'log-limit',
    message:
      `The lambda logged ${count(kept.length, 'entry', 'entries')} with ${characters.toLocaleString('en-US')} characters ` +
      `(messages and extras; debug entries do not count). LivePerson keeps ${MAX_ENTRIES} entries and ` +
      `${MAX_CHARACTERS.toLocaleString('en-US')} characters of an invocation; beyond that, one error entry is all that is left.`,
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

/** Plain objects and arrays are copied, since a lambda goes on changing them; errors and the like stay themselves. */
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
