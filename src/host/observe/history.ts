import { randomUUID } from 'node:crypto';
import type { LambdaInput } from '../../events/input';
import { redact, redactText } from '../../internal/redact';
import { MAX_LOG_ENTRIES } from '../../runtime/limits';
import type { LogEntry } from '../../runtime/types';
import type { RunEnding } from '../process/messages';
import { firstLine } from '../process/own-frames';
import type {
  Invocation,
  InvocationPage,
  InvocationSummary,
  LogLine,
  ObservedRequest,
  Trigger,
} from './types';

const MAX_INVOCATIONS = 1_000;
/** The limit for all invocations together. */
const MAX_CHARACTERS = 32 * 2 ** 20;
/** The limit for one part of an invocation, such as its result. */
const MAX_PART_CHARACTERS = 64 * 2 ** 10;
const DEFAULT_PAGE = 100;

/** What is known when an invocation begins. */
export interface Beginning {
  readonly function: string;
  readonly uuid: string;
  readonly trigger: Trigger;
  readonly input: LambdaInput;
  readonly version: number;
  readonly pid: number | undefined;
}

interface Kept {
  invocation: Invocation;
  characters: number;
}

/** Which invocations to list. */
export interface HistoryFilter {
  readonly function?: string | undefined;
  readonly status?: string | undefined;
  /** A text to find anywhere in the invocation, in any case. */
  readonly text?: string | undefined;
  /** The list begins after the invocation with this id, with older ones. */
  readonly before?: string | undefined;
  readonly limit?: number | undefined;
}

/** Which log lines to list. */
export interface LineFilter {
  readonly function?: string | undefined;
  readonly level?: string | undefined;
  /** A text to find in the message or in the further arguments, in any case. */
  readonly text?: string | undefined;
}

/** The last invocations. Credentials are removed from them before they are kept. */
export class History {
  readonly #kept = new Map<string, Kept>();
  /** Ids in the order in which the invocations began. After many deletions, a Map finds its first key slowly. */
  readonly #ids: string[] = [];
  #characters = 0;

  get size(): number {
    return this.#kept.size;
  }

  begin({ function: name, uuid, trigger, input, version, pid }: Beginning): Invocation {
    const shown = redact(input) as LambdaInput;
    const text = JSON.stringify(shown);
    const isCut = text.length > MAX_PART_CHARACTERS;
    // The fields are written out, because rest and spread are slow, and this runs with every invocation.
    const invocation: Invocation = {
      id: randomUUID(),
      function: name,
      uuid,
      trigger,
      version,
      startedAt: Date.now(),
      status: 'running',
      input: isCut ? { headers: [], payload: text.slice(0, MAX_PART_CHARACTERS) } : shown,
      logs: [],
      diagnostics: [],
      requests: [],
      cut: isCut ? ['input'] : [],
      isInputRedacted: text !== JSON.stringify(input),
    };
    if (pid !== undefined) invocation.pid = pid;
    this.#kept.set(invocation.id, { invocation, characters: 0 });
    this.#ids.push(invocation.id);
    this.#grow(invocation.id, Math.min(text.length, MAX_PART_CHARACTERS));
    return invocation;
  }

  /** Keeps a log entry of a running invocation. When the invocation ends, the whole list replaces the entries. */
  log(invocation: Invocation, entry: LogEntry): void {
    if (invocation.logs.length >= MAX_LOG_ENTRIES) return;
    const { length } = JSON.stringify(entry);
    invocation.logs.push(length <= MAX_PART_CHARACTERS ? entry : withoutExtras(entry));
  }

  /** Keeps what is known of a request of a running invocation. When the invocation ends, the whole list replaces it. */
  request(invocation: Invocation, index: number, request: ObservedRequest): void {
    invocation.requests[index] = request;
  }

  /** Completes an invocation. Its process has removed the credentials from log entries and requests already. */
  end(invocation: Invocation, ending: RunEnding): void {
    const { error, result, logs, diagnostics, requests, durationMs, memoryBytes } = ending;
    const keep = <Part>(name: string, part: Part, instead: Part): Part => {
      const { length } = JSON.stringify(part) ?? '';
      this.#grow(invocation.id, Math.min(length, MAX_PART_CHARACTERS));
      if (length <= MAX_PART_CHARACTERS) return part;
      invocation.cut.push(name);
      return instead;
    };
    invocation.status = error === undefined ? 'ok' : 'failed';
    invocation.durationMs = durationMs;
    if (memoryBytes !== undefined) invocation.memoryBytes = memoryBytes;
    if (error) {
      const line = firstLine(error.stack);
      const message = redactText(error.message).slice(0, MAX_PART_CHARACTERS);
      const whole = { ...error, message, ...(line && { line }) };
      invocation.error = keep('error', whole, { code: error.code, message });
      invocation.errorCode = error.code;
      invocation.errorMessage = message;
    } else if (result !== undefined) {
      const shown = redact(result);
      invocation.result = keep('result', shown, JSON.stringify(shown).slice(0, MAX_PART_CHARACTERS));
    }
    invocation.logs = keep('logs', [...logs], logs.slice(0, 10).map(withoutExtras));
    invocation.diagnostics = keep('diagnostics', [...diagnostics], []);
    invocation.requests = keep('requests', [...requests], requests.slice(0, 100));
  }

  get(id: string): Invocation | undefined {
    return this.#kept.get(id)?.invocation;
  }

  /** Newest first. */
  all(): Invocation[] {
    return this.#ids.flatMap((id) => this.get(id) ?? []).reverse();
  }

  page({ function: name, status, text, before, limit = DEFAULT_PAGE }: HistoryFilter): InvocationPage {
    const all = this.all();
    const start = before === undefined ? 0 : all.findIndex(({ id }) => id === before) + 1;
    const needle = text?.toLowerCase();
    const found: InvocationSummary[] = [];
    for (const invocation of all.slice(start)) {
      if (name !== undefined && invocation.function !== name) continue;
      if (status !== undefined && invocation.status !== status) continue;
      if (needle !== undefined && !JSON.stringify(invocation).toLowerCase().includes(needle)) continue;
      if (found.length === limit) return { invocations: found, next: found.at(-1)?.id ?? null };
      found.push(summaryOf(invocation));
    }
    return { invocations: found, next: null };
  }

  /** What the kept invocations logged, newest first. */
  lines({ function: name, level, text }: LineFilter): LogLine[] {
    const needle = text?.toLowerCase();
    const found: LogLine[] = [];
    for (const { id, function: owner, logs } of this.all()) {
      if (name !== undefined && owner !== name) continue;
      for (const entry of logs) {
        if (level !== undefined && entry.level !== level) continue;
        if (needle !== undefined && !isIn(entry, needle)) continue;
        found.push({ invocationId: id, function: owner, entry });
      }
    }
    return found.sort((one, other) => other.entry.timestamp - one.entry.timestamp);
  }

  /** Counts the characters that are kept. Drops the oldest invocations while there are too many. */
  #grow(id: string, characters: number): void {
    const kept = this.#kept.get(id);
    if (!kept) return;
    kept.characters += characters;
    this.#characters += characters;
    while (this.#kept.size > MAX_INVOCATIONS || this.#characters > MAX_CHARACTERS) this.#dropOldest();
  }

  #dropOldest(): void {
    const id = this.#ids.shift() ?? '';
    this.#characters -= this.#kept.get(id)?.characters ?? 0;
    this.#kept.delete(id);
  }
}

/** An invocation without its long parts. */
export function summaryOf(invocation: Invocation): InvocationSummary {
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

function isIn({ message, extras }: Invocation['logs'][number], needle: string): boolean {
  return `${message} ${JSON.stringify(extras)}`.toLowerCase().includes(needle);
}

function withoutExtras<Entry extends { message: string; extras: unknown[] }>(entry: Entry): Entry {
  return { ...entry, message: entry.message.slice(0, 1_000), extras: [] };
}
