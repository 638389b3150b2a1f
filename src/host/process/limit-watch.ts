/** Milliseconds that a process may take to report that the time limit has passed, and to answer a ping. */
const GRACE_MS = 500;
/** How often a process with invocations is asked whether its thread is free, in milliseconds. It may take as long to answer. */
const BEAT_MS = 750;
/** Milliseconds that Node and the library may take to start. The time for loading the file of the function comes on top. */
const START_MS = 3_000;
/**
 * Node writes this when a debugger may connect: because of a flag, the signal SIGUSR1, or `inspector.open`. Node writes it even when the
 * debugger has stopped the thread of the function.
 */
const DEBUGGER = /^Debugger (listening|ending) on ws:/gm;

/** What is watched. */
export interface LimitWatchParts {
  /** Milliseconds that an invocation may take, and that the file may take to load. */
  readonly timeoutMs: number;
  /** When the oldest invocation was sent to the process. Undefined when none runs. */
  oldest(): number | undefined;
  /** Asks the process for an answer. */
  ping(): void;
  /** Called when an invocation holds the thread of the process for some time. It may end, or go on for ever. */
  onBlocked(): void;
  /** Called when the thread of the process is held, by the file while it loads or by an invocation that is over its time. */
  onHeld(isLoading: boolean): void;
}

/**
 * Notices when a function holds the thread of its process. Normally the process itself ends invocations at their time limit, but an endless
 * loop keeps it from doing so. There is no limit while a debugger may have stopped the function.
 */
export class LimitWatch {
  readonly #parts: LimitWatchParts;
  #timer: NodeJS.Timeout | undefined;
  #beat: NodeJS.Timeout | undefined;
  /** Whether the process has not answered the last ping. */
  #isAsked = false;
  #isDebugged = false;
  #phase: 'waiting' | 'loading' | 'running' | 'over' = 'waiting';

  constructor(parts: LimitWatchParts) {
    this.#parts = parts;
  }

  /** Call this when the process was told to load the file. */
  loading(): void {
    this.#phase = 'loading';
    this.#look();
  }

  /** Call this when the file is loaded. */
  loaded(): void {
    this.#phase = 'running';
    this.#look();
  }

  /** Call this when an invocation was sent. */
  sent(): void {
    if (this.#timer === undefined) this.#look();
    this.#beat ??= setTimeout(() => this.#checkThread(), BEAT_MS);
  }

  /** Call this when the process has answered a ping. */
  answered(): void {
    this.#isAsked = false;
    this.#look(true);
  }

  /** Call this with what the process has written to its standard error. */
  read(text: string): void {
    const last = [...text.matchAll(DEBUGGER)].at(-1);
    if (last === undefined) return;
    this.#isDebugged = last[1] === 'listening';
    this.#look();
  }

  stop(): void {
    this.#phase = 'over';
    clearTimeout(this.#timer);
    clearTimeout(this.#beat);
  }

  #checkThread(): void {
    const { oldest, ping, onBlocked } = this.#parts;
    this.#beat = undefined;
    if (this.#isDebugged || this.#phase !== 'running' || oldest() === undefined) return;
    if (this.#isAsked) {
      onBlocked();
      return;
    }
    this.#isAsked = true;
    ping();
    this.#beat = setTimeout(() => this.#checkThread(), BEAT_MS);
  }

  /** @param hasAnswered whether the process has just answered a ping. It is then about to end the invocation itself. */
  #look(hasAnswered = false): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#isDebugged || this.#phase === 'waiting' || this.#phase === 'over') return;
    const { timeoutMs, oldest, ping, onHeld } = this.#parts;
    if (this.#phase === 'loading') {
      this.#timer = setTimeout(() => onHeld(true), timeoutMs + START_MS);
      return;
    }
    const sentAt = oldest();
    if (sentAt === undefined) return;
    const leftMs = sentAt + timeoutMs + GRACE_MS - performance.now();
    if (leftMs > 0) this.#timer = setTimeout(() => this.#look(), leftMs);
    else {
      if (!hasAnswered) ping();
      this.#timer = setTimeout(() => onHeld(false), GRACE_MS);
    }
  }
}
