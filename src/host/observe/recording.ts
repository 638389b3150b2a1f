import { randomBytes } from 'node:crypto';
import type { LambdaInput } from '../../events/input';
import { REDACTED, redact, redactText, TOO_DEEP } from '../../internal/redact';
import { MAX_LOG_ENTRIES } from '../../runtime/limits';
import type { LogEntry } from '../../runtime/types';
import type { RunEnding, RunFailure } from '../process/channel/messages';
import { firstLine } from '../process/own-frames';
import type { Invocation, InvocationSummary, ObservedRequest, Trigger } from './types';
import type { UsedSecrets } from './used-secrets';

/** The limit for one part of an invocation, such as its result. */
const MAX_PART_CHARACTERS = 64 * 2 ** 10;
/** Ids begin with it. Another host, and this one after a restart, has other ids. */
const ID_PREFIX = randomBytes(6).toString('hex');
const NO_INPUT: LambdaInput = { headers: [], payload: undefined };

let lastId = 0;

/** What is known when an invocation begins. */
export interface Beginning {
  readonly function: string;
  readonly uuid: string;
  readonly trigger: Trigger;
  readonly input: LambdaInput;
  readonly version: number;
  readonly pid: number | undefined;
}

/** The parts of an invocation whose size depends on its function. */
type Parts = Pick<
  Invocation,
  'input' | 'result' | 'error' | 'logs' | 'diagnostics' | 'requests' | 'cut' | 'isInputRedacted'
>;

/** The parts of an invocation that runs, or has just ended. */
interface OpenParts {
  readonly input: LambdaInput;
  readonly logs: LogEntry[];
  readonly requests: ObservedRequest[];
  ending: RunEnding | undefined;
}

/**
 * One invocation in the history. Once it has ended, its parts are kept as one JSON text. The garbage collector copies many small objects
 * slowly, and all requests would wait meanwhile.
 */
export class Recording {
  /** It is no UUID, because Node puts a UUID together from many small texts, which the garbage collector has to copy. */
  readonly id = nextId();
  readonly function: string;
  /** Set when newer invocations have taken its place. */
  isForgotten = false;
  status: Invocation['status'] = 'running';
  readonly #uuid: string;
  readonly #trigger: Trigger;
  readonly #version: number;
  readonly #pid: number | undefined;
  readonly #secrets: UsedSecrets;
  readonly #startedAt = Date.now();
  #durationMs: number | undefined;
  #memoryBytes: number | undefined;
  #open: OpenParts | undefined;
  #text = '';

  constructor(beginning: Beginning, secrets: UsedSecrets) {
    this.function = beginning.function;
    this.#uuid = beginning.uuid;
    this.#trigger = beginning.trigger;
    this.#version = beginning.version;
    this.#pid = beginning.pid;
    this.#secrets = secrets;
    this.#open = { input: beginning.input, logs: [], requests: [], ending: undefined };
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
    this.#durationMs = ending.durationMs;
    this.#memoryBytes = ending.memoryBytes;
    this.status = ending.error === undefined ? 'ok' : 'failed';
  }

  /** Keeps the parts of an invocation that has ended, without credentials. Their objects are no longer needed then. */
  keep(): void {
    this.#text = this.#partsText();
    this.#open = undefined;
  }

  /** A text with all parts of the invocation, for searches. It has no credentials. */
  text(): string {
    const facts = [this.id, this.function, this.#uuid, this.#trigger, this.status, this.#pid];
    return JSON.stringify(facts) + this.#partsText();
  }

  /** The invocation, without credentials. */
  read(): Invocation {
    const parts = JSON.parse(this.#partsText()) as Parts;
    return {
      ...this.#summaryOf(parts),
      version: this.#version,
      ...(this.#pid !== undefined && { pid: this.#pid }),
      ...(this.#memoryBytes !== undefined && { memoryBytes: this.#memoryBytes }),
      ...parts,
    };
  }

  /** The invocation without its long parts. It is cheap for an invocation that runs or has just ended, since listeners are told of each. */
  summary(): InvocationSummary {
    const parts = this.#open ? partsOf(this.#open, NO_INPUT, undefined) : (JSON.parse(this.#text) as Parts);
    return this.#summaryOf(parts);
  }

  #partsText(): string {
    return this.#open ? textOf(this.#open, this.#secrets) : this.#text;
  }

  #summaryOf({ error, logs, requests, diagnostics }: Parts): InvocationSummary {
    return {
      id: this.id,
      function: this.function,
      uuid: this.#uuid,
      trigger: this.#trigger,
      startedAt: this.#startedAt,
      status: this.status,
      ...(this.#durationMs !== undefined && { durationMs: this.#durationMs }),
      ...(error && { errorCode: error.code, errorMessage: error.message }),
      ...(error?.line && { errorLine: error.line }),
      logs: logs.length,
      requests: requests.length,
      diagnostics: diagnostics.length,
    };
  }
}

/** The JSON text of the parts, without credentials. */
function textOf(open: OpenParts, { known }: UsedSecrets): string {
  const options = known && { known };
  const input = redact(open.input, options) as LambdaInput;
  const parts = partsOf(open, input, redact(open.ending?.result, options));
  const text = JSON.stringify(parts);
  parts.isInputRedacted = text.includes(REDACTED) && lacks(REDACTED, input, open.input);
  if (text.includes(TOO_DEEP)) noteTooDeep(parts, open);
  if (text.length > MAX_PART_CHARACTERS) cutParts(parts);
  else if (!parts.isInputRedacted && parts.cut.length === 0) return text;
  return JSON.stringify(parts);
}

/** Notes the parts that were nested too deeply to be kept as they are. */
function noteTooDeep({ input, result, cut }: Parts, { input: given, ending }: OpenParts): void {
  if (lacks(TOO_DEEP, input, given)) cut.push('input');
  if (lacks(TOO_DEEP, result, ending?.result)) cut.push('result');
}

/** Whether a part has the placeholder in place of something that was in the whole. */
function lacks(placeholder: string, part: unknown, whole: unknown): boolean {
  const kept = jsonOf(part);
  return kept.includes(placeholder) && kept !== jsonOf(whole);
}

/** The parts. What the function was given and has answered must come without credentials; the other parts have none. */
function partsOf({ logs, requests, ending }: OpenParts, input: LambdaInput, result: unknown): Parts {
  const parts: Parts = {
    input,
    result,
    logs: ending ? [...ending.logs] : logs,
    diagnostics: ending ? [...ending.diagnostics] : [],
    requests: ending ? [...ending.requests] : requests,
    cut: [],
    isInputRedacted: false,
  };
  if (ending?.error) parts.error = shownFailure(ending.error);
  return parts;
}

function shownFailure(failure: RunFailure): NonNullable<Invocation['error']> {
  const message = redactText(failure.message).slice(0, MAX_PART_CHARACTERS);
  const line = firstLine(failure.stack);
  return { ...failure, message, ...(line && { line }) };
}

/** Shortens the parts that are too long, and notes their names. */
function cutParts(parts: Parts): void {
  const { input, result, error, logs, requests, cut } = parts;
  const isLong = (name: 'input' | 'result' | 'error' | 'logs' | 'diagnostics' | 'requests'): boolean => {
    const isTooLong = jsonOf(parts[name]).length > MAX_PART_CHARACTERS;
    if (isTooLong && !cut.includes(name)) cut.push(name);
    return isTooLong;
  };
  if (isLong('input')) parts.input = { headers: [], payload: beginningOf(input) };
  if (isLong('result')) parts.result = beginningOf(result);
  if (isLong('error') && error) parts.error = { code: error.code, message: error.message };
  if (isLong('logs')) parts.logs = logs.slice(0, MAX_LOG_ENTRIES).map(withoutExtras);
  if (isLong('diagnostics')) parts.diagnostics = [];
  if (isLong('requests')) parts.requests = requests.slice(0, 100);
}

function jsonOf(part: unknown): string {
  return JSON.stringify(part) ?? '';
}

function beginningOf(part: unknown): string {
  return jsonOf(part).slice(0, MAX_PART_CHARACTERS);
}

function withoutExtras<Entry extends { message: string; extras: unknown[] }>(entry: Entry): Entry {
  return { ...entry, message: entry.message.slice(0, 1_000), extras: [] };
}

function nextId(): string {
  lastId += 1;
  return `${ID_PREFIX}-${lastId}`;
}
