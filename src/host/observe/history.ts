import { realTime } from '../../internal/real-time';
import type { RunEnding } from '../process/channel/messages';
import { type Beginning, Recording } from './recording';
import type { Invocation, InvocationPage, InvocationSummary, LogLine } from './types';
import type { UsedSecrets } from './used-secrets';

const MAX_INVOCATIONS = 1_000;
/** The limit for all invocations together. */
const MAX_CHARACTERS = 32 * 2 ** 20;
const DEFAULT_PAGE = 100;

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
  /** In the order in which the invocations began. */
  readonly #recordings: Recording[] = [];
  /** Invocations that have just ended. */
  #ended: Recording[] = [];
  #characters = 0;
  readonly #secrets: UsedSecrets;

  constructor(secrets: UsedSecrets) {
    this.#secrets = secrets;
  }

  get size(): number {
    return this.#recordings.length;
  }

  begin(beginning: Beginning): Recording {
    const recording = new Recording(beginning, this.#secrets);
    this.#recordings.push(recording);
    this.#shrink();
    return recording;
  }

  /** Ends an invocation. The answer to the caller is written before the credentials are removed from the invocation. */
  end(recording: Recording, ending: RunEnding): void {
    recording.end(ending);
    this.#ended.push(recording);
    if (this.#ended.length === 1) realTime.setImmediate(() => this.#keepEnded());
  }

  get(id: string): Invocation | undefined {
    return this.#recordings.find((recording) => recording.id === id)?.read();
  }

  /** Newest first. */
  all(): Invocation[] {
    return this.#newestFirst().map((recording) => recording.read());
  }

  page({ function: name, status, text, before, limit = DEFAULT_PAGE }: HistoryFilter): InvocationPage {
    const all = this.#newestFirst();
    const start = before === undefined ? 0 : all.findIndex(({ id }) => id === before) + 1;
    const needle = text?.toLowerCase();
    const found: InvocationSummary[] = [];
    for (const recording of all.slice(start)) {
      if (name !== undefined && recording.function !== name) continue;
      if (status !== undefined && recording.status !== status) continue;
      if (needle !== undefined && !recording.text().toLowerCase().includes(needle)) continue;
      if (found.length === limit) return { invocations: found, next: found.at(-1)?.id ?? null };
      found.push(recording.summary());
    }
    return { invocations: found, next: null };
  }

  /** What the kept invocations logged, newest first. */
  lines({ function: name, level, text }: LineFilter): LogLine[] {
    const needle = text?.toLowerCase();
    const found: LogLine[] = [];
    for (const recording of this.#newestFirst()) {
      if (name !== undefined && recording.function !== name) continue;
      for (const entry of recording.read().logs) {
        if (level !== undefined && entry.level !== level) continue;
        if (needle !== undefined && !isIn(entry, needle)) continue;
        found.push({ invocationId: recording.id, function: recording.function, entry });
      }
    }
    return found.sort((one, other) => other.entry.timestamp - one.entry.timestamp);
  }

  #newestFirst(): Recording[] {
    return [...this.#recordings].reverse();
  }

  #keepEnded(): void {
    const ended = this.#ended;
    this.#ended = [];
    for (const recording of ended) {
      if (recording.isForgotten) continue;
      recording.keep();
      this.#characters += recording.characters;
    }
    this.#shrink();
  }

  /** Forgets the oldest invocations while there are too many. */
  #shrink(): void {
    while (this.#recordings.length > MAX_INVOCATIONS || this.#characters > MAX_CHARACTERS) {
      const oldest = this.#recordings.shift();
      if (!oldest) return;
      oldest.isForgotten = true;
      this.#characters -= oldest.characters;
    }
  }
}

function isIn({ message, extras }: Invocation['logs'][number], needle: string): boolean {
  return `${message} ${JSON.stringify(extras)}`.toLowerCase().includes(needle);
}
