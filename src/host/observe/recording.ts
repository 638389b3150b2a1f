import { randomUUID } from 'node:crypto';
import type { LambdaInput } from '../../events/input';
import { REDACTED, redact, redactText } from '../../internal/redact';
import { MAX_LOG_ENTRIES } from '../../runtime/limits';
import type { LogEntry } from '../../runtime/types';
import type { RunEnding } from '../process/channel/messages';
import { firstLine } from '../process/own-frames';
import type { Invocation, InvocationSummary, ObservedRequest, Trigger } from './types';

/** The limit for one part of an invocation, such as its result. */
const MAX_PART_CHARACTERS = 64 * 2 ** 10;
const NO_INPUT: LambdaInput = { headers: [], payload: undefined };

/** What is known when an invocation begins. */
export interface Beginning {
  readonly function: string;
  readonly uuid: string;
  readonly trigger: Trigger;
  readonly input: LambdaInput;
  readonly version: number;
  readonly pid: number | undefined;
}

/** What is known of an invocation that runs, or has just ended. */
interface Open {
  readonly beginning: Beginning;
  readonly startedAt: number;
  readonly logs: LogEntry[];
  readonly requests: ObservedRequest[];
  ending: RunEnding | undefined;
}

/**
 * One invocation in the history. Once it has ended, it is kept as one JSON text. The garbage collector copies many small objects slowly, and
 * all requests would wait meanwhile.
 */
export class Recording {
  readonly id = randomUUID();
  readonly function: string;
  /** Set when newer invocations have taken its place. */
  isForgotten = false;
  status: Invocation['status'] = 'running';
  #open: Open | undefined;
  #text = '';

  constructor(beginning: Beginning) {
    this.function = beginning.function;
    this.#open = { beginning, startedAt: Date.now(), logs: [], requests: [], ending: undefined };
  }

  /** The characters that are kept of an invocation that has ended. */
  get characters(): number {
    return this.#text.length;
  }

  /** Takes a log entry of a running invocation. When the invocation ends, the whole list replaces the entries. */
  log(entry: LogEntry): void {
    const logs = this.#open?.logs;
    if (logs === undefined || logs.length >= MAX_LOG_ENTRIES) return;
    logs.push(JSON.stringify(entry).length <= MAX_PART_CHARACTERS ? entry : withoutExtras(entry));
  }

  /** Takes what is known of a request of a running invocation. When the invocation ends, the whole list replaces it. */
  request(index: number, request: ObservedRequest): void {
    if (this.#open) this.#open.requests[index] = request;
  }

  /** Takes how the invocation ended. Its process has removed the credentials from log entries and requests already. */
  end(ending: RunEnding): void {
    if (this.#open) this.#open.ending = ending;
    this.status = ending.error === undefined ? 'ok' : 'failed';
  }

  /** Keeps the text of an invocation that has ended, without credentials. Its objects are no longer needed then. */
  keep(): void {
    this.#text = this.text();
    this.#open = undefined;
  }

  /** The JSON text of the invocation, without credentials. */
  text(): string {
    if (!this.#open) return this.#text;
    const { beginning, ending } = this.#open;
    const invocation = factsOf(this.id, this.#open);
    invocation.input = redact(beginning.input) as LambdaInput;
    if (ending?.result !== undefined) invocation.result = redact(ending.result);
    const text = JSON.stringify(invocation);
    invocation.isInputRedacted =
      text.includes(REDACTED) && JSON.stringify(invocation.input) !== JSON.stringify(beginning.input);
    if (text.length > MAX_PART_CHARACTERS) cutParts(invocation);
    else if (!invocation.isInputRedacted) return text;
    return JSON.stringify(invocation);
  }

  /** The invocation, without credentials. */
  read(): Invocation {
    return JSON.parse(this.text()) as Invocation;
  }

  /** The invocation without its long parts. It is cheap for an invocation that runs or has just ended, since listeners are told of each. */
  summary(): InvocationSummary {
    return this.#open ? summaryOf(factsOf(this.id, this.#open)) : summaryOf(this.read());
  }
}

function summaryOf(invocation: Invocation): InvocationSummary {
  const { durationMs, errorCode, errorMessage } = invocation;
  return {
    id: invocation.id,
    function: invocation.function,
    uuid: invocation.uuid,
    trigger: invocation.trigger,
    startedAt: invocation.startedAt,
    status: invocation.status,
    ...(durationMs !== undefined && { durationMs }),
    ...(errorCode !== undefined && { errorCode }),
    ...(errorMessage !== undefined && { errorMessage }),
    logs: invocation.logs.length,
    requests: invocation.requests.length,
    diagnostics: invocation.diagnostics.length,
  };
}

/** All parts of an invocation but those that its function was given and has answered. */
function factsOf(id: string, { beginning, startedAt, logs, requests, ending }: Open): Invocation {
  // The fields are written out, because rest and spread are slow, and this runs with every invocation.
  const invocation: Invocation = {
    id,
    function: beginning.function,
    uuid: beginning.uuid,
    trigger: beginning.trigger,
    version: beginning.version,
    startedAt,
    status: 'running',
    input: NO_INPUT,
    logs: ending ? [...ending.logs] : logs,
    diagnostics: ending ? [...ending.diagnostics] : [],
    requests: ending ? [...ending.requests] : requests,
    cut: [],
    isInputRedacted: false,
  };
  if (beginning.pid !== undefined) invocation.pid = beginning.pid;
  if (ending === undefined) return invocation;
  const { error, durationMs, memoryBytes } = ending;
  invocation.durationMs = durationMs;
  if (memoryBytes !== undefined) invocation.memoryBytes = memoryBytes;
  invocation.status = error === undefined ? 'ok' : 'failed';
  if (error === undefined) return invocation;
  const line = firstLine(error.stack);
  const message = redactText(error.message).slice(0, MAX_PART_CHARACTERS);
  invocation.error = { ...error, message, ...(line && { line }) };
  invocation.errorCode = error.code;
  invocation.errorMessage = message;
  return invocation;
}

/** Shortens the parts of an invocation that are too long, and notes their names. */
function cutParts(invocation: Invocation): void {
  const { input, result, error, logs, requests, cut } = invocation;
  const isLong = (name: 'input' | 'result' | 'error' | 'logs' | 'diagnostics' | 'requests'): boolean => {
    const isTooLong = textOf(invocation[name]).length > MAX_PART_CHARACTERS;
    if (isTooLong) cut.push(name);
    return isTooLong;
  };
  if (isLong('input')) invocation.input = { headers: [], payload: beginningOf(input) };
  if (isLong('result')) invocation.result = beginningOf(result);
  if (isLong('error') && error) invocation.error = { code: error.code, message: error.message };
  if (isLong('logs')) invocation.logs = logs.slice(0, MAX_LOG_ENTRIES).map(withoutExtras);
  if (isLong('diagnostics')) invocation.diagnostics = [];
  if (isLong('requests')) invocation.requests = requests.slice(0, 100);
}

function textOf(part: unknown): string {
  return JSON.stringify(part) ?? '';
}

function beginningOf(part: unknown): string {
  return textOf(part).slice(0, MAX_PART_CHARACTERS);
}

function withoutExtras<Entry extends { message: string; extras: unknown[] }>(entry: Entry): Entry {
  return { ...entry, message: entry.message.slice(0, 1_000), extras: [] };
}
