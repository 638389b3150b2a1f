import { DEFAULT_MAX_WAIT_MS, DEFAULT_RATE_INTERVAL_MS, DEFAULT_RATE_LIMIT } from '../config/defaults';
import { ErrorCodes, ToolbeltError } from '../errors';
import { isRecord } from '../internal/is-record';
import { emptiedByJson, toJsonText } from '../internal/json-copy';
import { ownProperties } from '../internal/own-properties';
import { encodePathSegment } from '../internal/path-segment';
import { describeValue, misspellings, quoteValue } from '../internal/wording';
import {
  ErrorStrategy,
  type OrchestratorInvocation,
  type OrchestratorOptions,
  type RetryFunction,
} from './types';

/** The longest deadline. It is also the default (docs/platform.md, "OrchestratorClient"). The calling function itself has 30 s. */
const MAX_DEADLINE_MS = 25_000;
const DEFAULT_RETRIES = 3;
/** The number of requests that can wait for the rate limit. One more request would be refused at once, with 429. */
const MAX_PARALLEL = (DEFAULT_RATE_LIMIT * DEFAULT_MAX_WAIT_MS) / DEFAULT_RATE_INTERVAL_MS;

const INVOCATION_KEYS = ['uuid', 'payload', 'headers', 'retries', 'retryFunction'];
const OPTION_KEYS = ['timeout', 'errorStrategy', 'invokeParallel'];
/** Shorter names that callers write. */
const ALIASES = new Map([
  ['retry', 'retries'],
  ['parallel', 'invokeParallel'],
]);

/** A checked invocation. It is a copy, so that later changes of the caller's objects do not affect it. */
export interface PlannedInvocation {
  readonly uuid: string;
  /** `uuid` as a segment of the URL. */
  readonly segment: string;
  readonly payloadText: string;
  readonly headersText: string;
  readonly retries: number;
  readonly retryFunction: RetryFunction | undefined;
}

/** The checked arguments of an `invoke`, with every default filled in. */
export interface Plan {
  readonly invocations: readonly PlannedInvocation[];
  readonly deadlineMs: number;
  /** Milliseconds for each try. */
  readonly timeoutMs: number;
  readonly exitsOnError: boolean;
  /** How many invocations run at the same time. */
  readonly concurrency: number;
}

/** A warning. Each topic is warned about once. */
export type Warning = readonly [topic: string, message: string];

/**
 * Checks the arguments of `OrchestratorClient.invoke`.
 * @throws ToolbeltError `ErrorCodes.Toolbelt.INVALID_ARGUMENT` that names the index and the key
 */
export function readPlan(
  invocations: readonly OrchestratorInvocation[],
  deadline: number = MAX_DEADLINE_MS,
  options: OrchestratorOptions = {},
): { plan: Plan; warnings: Warning[] } {
  if (!Array.isArray(invocations) || invocations.length === 0) {
    throw invalid('invocations', 'an array with at least one { uuid, payload }', invocations);
  }
  const planned = Array.from(invocations, readInvocation);
  if (!isPositive(deadline)) {
    throw invalid(
      'deadline',
      `a number of milliseconds above 0, ${MAX_DEADLINE_MS} at most counts`,
      deadline,
    );
  }
  const { errorStrategy, timeout, isParallel } = readOptions(options);
  const deadlineMs = Math.min(deadline, MAX_DEADLINE_MS);
  const share = isParallel ? deadlineMs : Math.floor(deadlineMs / planned.length);
  const plan: Plan = {
    invocations: planned,
    deadlineMs,
    // The documentation (docs/platform.md, "OrchestratorClient") divides the deadline for parallel calls too. Here each parallel try may
    // take the whole deadline, because parallel invocations do not take time from each other. With a shorter limit, functions that are
    // still running would be invoked again.
    timeoutMs: Math.min(timeout ?? share, deadlineMs),
    exitsOnError: errorStrategy === ErrorStrategy.EXIT_ON_ERROR,
    concurrency: isParallel ? MAX_PARALLEL : 1,
  };
  const misspelt = [
    ...invocations.flatMap((invocation) => misspeltIn(invocation, INVOCATION_KEYS)),
    ...misspeltIn(options, OPTION_KEYS),
  ];
  return { plan, warnings: [...misspelt, ...warningsOf(plan, deadline, timeout)] };
}

function readOptions(options: OrchestratorOptions) {
  if (!isRecord(options)) throw invalid('options', 'an object', options);
  const {
    errorStrategy = ErrorStrategy.EXIT_ON_ERROR,
    timeout,
    invokeParallel: isParallel = false,
  } = ownProperties(options);
  const strategies: readonly unknown[] = Object.values(ErrorStrategy);
  if (!strategies.includes(errorStrategy)) {
    const names =
      'ErrorStrategy.EXIT_ON_ERROR ("ExitOnError") or ErrorStrategy.CONTINUE_ON_ERROR ("ContinueOnError")';
    throw invalid('options.errorStrategy', names, errorStrategy);
  }
  if (timeout !== undefined && !isPositive(timeout)) {
    throw invalid('options.timeout', 'a number of milliseconds above 0', timeout);
  }
  if (typeof isParallel !== 'boolean') {
    throw invalid('options.invokeParallel', 'true or false', isParallel);
  }
  return { errorStrategy, timeout, isParallel };
}

function readInvocation(invocation: unknown, index: number): PlannedInvocation {
  const at = `invocations[${index}]`;
  if (!isRecord(invocation)) throw invalid(at, 'an object { uuid, payload }', invocation);
  const { uuid, payload, headers = {}, retries = DEFAULT_RETRIES, retryFunction } = ownProperties(invocation);
  const segment = typeof uuid === 'string' && !/[/\\]/.test(uuid) ? encodePathSegment(uuid) : undefined;
  if (segment === undefined) throw invalid(`${at}.uuid`, 'the id of a function, without slashes', uuid);
  const payloadText = toJsonText(payload);
  const emptied = emptiedByJson(payload);
  if (payloadText === undefined || emptied !== undefined) {
    throw invalid(
      `${at}.payload`,
      'a value that JSON can hold, without cycles and BigInts; {} for none',
      payload,
      emptied,
    );
  }
  if (!isStringRecord(headers)) {
    throw invalid(
      `${at}.headers`,
      'an object of strings such as { "x-name": "value" }, and no list of { key, value }',
      headers,
    );
  }
  if (typeof retries !== 'number' || !Number.isInteger(retries) || retries < 0) {
    throw invalid(
      `${at}.retries`,
      'a whole number from 0: how often a failed invocation is repeated',
      retries,
    );
  }
  if (retryFunction !== undefined && typeof retryFunction !== 'function') {
    throw invalid(
      `${at}.retryFunction`,
      'a function (statusCode, error, errorCode) => boolean',
      retryFunction,
    );
  }
  const headerList = Object.entries(headers).map(([key, value]) => ({ key, value }));
  return {
    uuid: uuid as string,
    segment,
    payloadText,
    headersText: JSON.stringify(headerList),
    retries,
    retryFunction: retryFunction as RetryFunction | undefined,
  };
}

/** Warns about misspelt keys. They have no effect, and the invocations can succeed in spite of them. */
function misspeltIn(given: object, known: readonly string[]): Warning[] {
  const aliases = new Map([...ALIASES].filter(([, meant]) => known.includes(meant)));
  return misspellings(Object.keys(given), known, aliases).map(([name, meant]) => [
    `misspelt orchestrator key ${name}`,
    `OrchestratorClient.invoke: "${name}" is not known and has no effect: did you mean "${meant}"?`,
  ]);
}

function warningsOf(plan: Plan, deadline: number, timeout: number | undefined): Warning[] {
  const warnings: Warning[] = [];
  const { deadlineMs } = plan;
  if (deadline > deadlineMs) {
    warnings.push([
      'orchestrator deadline',
      `OrchestratorClient.invoke: a deadline of ${deadline} ms is cut to ${deadlineMs} ms, the longest there is.`,
    ]);
  }
  const rounds = plan.concurrency === 1 ? plan.invocations.length : 1;
  if (timeout !== undefined && timeout * rounds > deadlineMs) {
    const product = rounds === 1 ? `${timeout} ms` : `${timeout} ms for each of ${rounds} invocations`;
    warnings.push([
      'orchestrator timeout',
      `OrchestratorClient.invoke: a timeout of ${product} exceeds the deadline of ${deadlineMs} ms, ` +
        'and the deadline ends the call in any case: lower options.timeout.',
    ]);
  }
  return warnings;
}

/** Refuses a Map and a Headers object too. Their entries are not properties, and would be lost without a message. */
function isStringRecord(value: unknown): value is Record<string, string> {
  if (!isRecord(value) || Symbol.iterator in value) return false;
  return Object.values(value).every((field) => typeof field === 'string');
}

function isPositive(value: unknown): value is number {
  return typeof value === 'number' && value > 0;
}

function invalid(key: string, expected: string, found: unknown, name?: string): ToolbeltError {
  const shown = name ?? (key.endsWith('.uuid') ? quoteValue(found) : describeValue(found));
  return new ToolbeltError(
    ErrorCodes.Toolbelt.INVALID_ARGUMENT,
    `OrchestratorClient.invoke: "${key}" must be ${expected} (found ${shown}). Nothing was sent.`,
  );
}
