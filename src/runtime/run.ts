import type { Lambda, LambdaCallback, LambdaInput } from '../events/input';
import { nextTurn, realTime } from '../internal/real-time';
import { CallQueue } from './call-queue';
import { CallbackWatch } from './callback-watch';
import * as diagnostics from './diagnostics';
import { holdHooks } from './hooks';
import { logLimitProblem, toLogEntry } from './log';
import { OpenWork } from './open-work';
import { throughJson } from './result';
import { onBehalfOf, onOwnBehalf, type RunContext } from './run-context';
import { customFailure, type InvokeError, isError, runtimeException, timeExceeded } from './run-error';
import type { Diagnostic, InvokeResult, LogEntry } from './types';

/** A lambda, its input and its limits. */
export interface RunParts {
  /** Gives the lambda; a cold one is evaluated in this moment, on behalf of the run. */
  load(): Lambda;
  input: LambdaInput;
  timeoutMs: number;
  onLog?: ((entry: LogEntry) => void) | undefined;
}

/** A wrong use of the kit, which must not pass for a fault of the lambda: `load` may throw it. */
export class Misuse {
  readonly error: Error;

  constructor(error: Error) {
    this.error = error;
  }
}

interface Outcome {
  result?: unknown;
  error?: InvokeError;
}

// The sockets of a lambda that has called back take some turns of the event loop to close.
const SETTLING_TURNS = 5;

/** Runs a lambda by the rules of the platform (facts §5.6–§5.8). Rejects with what a {@link Misuse} holds. */
export async function runLambda(parts: RunParts): Promise<InvokeResult> {
  const release = holdHooks();
  const run = new Run(parts);
  try {
    run.start();
    return await run.report();
  } finally {
    run.close();
    release();
  }
}

/** One run: hears of all that its lambda does, and decides how it ended. */
class Run implements RunContext {
  isOpen = true;
  readonly queue = new CallQueue();
  readonly #parts: RunParts;
  readonly #logs: LogEntry[] = [];
  readonly #diagnostics: Diagnostic[] = [];
  readonly #work = new OpenWork();
  readonly #watch = new CallbackWatch();
  readonly #calls: diagnostics.CallbackCall[] = [];
  readonly #outcome: Promise<Outcome>;
  #resolve: (outcome: Outcome) => void = () => undefined;
  #reject: (reason: unknown) => void = () => undefined;
  #startedAt = realTime.now();
  /** Set when the outcome is decided. */
  #durationMs: number | undefined;
  #ending: diagnostics.Ending = { isReached: false };
  #limit: NodeJS.Timeout | undefined;
  #observerFault: { error: unknown } | undefined;

  constructor(parts: RunParts) {
    this.#parts = parts;
    this.#outcome = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
  }

  /** Calls the lambda, and starts its clock. */
  start(): void {
    onBehalfOf(this, () => this.#load());
    if (this.#isDecided()) return;
    const { timeoutMs } = this.#parts;
    if (Number.isFinite(timeoutMs)) {
      const leftMs = Math.max(0, timeoutMs - this.#elapsedMs());
      this.#limit = realTime.setTimeout(() => this.#exceed(), leftMs);
    }
    if (this.#calls.length > 0) return;
    this.#watch.start(
      () => this.#work.isAny(),
      () => this.#giveUp(),
    );
  }

  /** How the run ended, once that is decided and what came right after is known too. */
  async report(): Promise<InvokeResult> {
    const { result, error } = await this.#outcome;
    await this.#settle();
    if (this.#observerFault) throw this.#observerFault.error;
    if (this.#calls.length > 1) this.#diagnostics.push(diagnostics.calledTwice(this.#calls));
    const tooMuch = logLimitProblem(this.#logs);
    if (tooMuch) this.#diagnostics.push(tooMuch);
    const durationMs = this.#durationMs ?? 0;
    return { result, error, logs: this.#logs, diagnostics: this.#diagnostics, durationMs };
  }

  /** Nothing belongs to the run from now on. */
  close(): void {
    this.isOpen = false;
    realTime.clearTimeout(this.#limit);
    this.#watch.stop();
  }

  log(level: LogEntry['level'], args: readonly unknown[]): void {
    const entry = toLogEntry(level, args);
    this.#logs.push(entry);
    const { onLog } = this.#parts;
    if (!onLog) return;
    onOwnBehalf(() => {
      try {
        onLog(entry);
      } catch (error) {
        this.#observerFault ??= { error };
      }
    });
  }

  fault(error: unknown): void {
    if (this.#calls.length > 0) this.#diagnostics.push(diagnostics.threwAfterCallback(error));
    else if (this.#decide({ error: runtimeException(error) }) && !isError(error)) {
      this.#diagnostics.push(diagnostics.notAnError('threw', error));
    }
  }

  track(type: string, resource: object): void {
    this.#work.add(type, resource);
  }

  #load(): void {
    try {
      const lambda = this.#parts.load();
      this.#startedAt = realTime.now();
      this.#call(lambda);
    } catch (error) {
      if (error instanceof Misuse) this.#reject(error.error);
      else this.#threw(error);
    }
  }

  // No variable may hold the callback, here or in a closure: the watch would never see it go.
  #call(lambda: Lambda): void {
    const returned: unknown = lambda(this.#parts.input, this.#watch.over(this.#createCallback()));
    if (!isThenable(returned)) {
      this.#ending = { isReached: true, value: returned };
      return;
    }
    Promise.resolve(returned).then(
      (value) => {
        this.#ending = { isReached: true, value };
      },
      (error) => this.#threw(error),
    );
  }

  #createCallback(): LambdaCallback {
    return (error, result) => this.#calledBack({ error, result });
  }

  #threw(error: unknown): void {
    this.#ending = { isReached: true, value: undefined };
    this.fault(error);
  }

  #calledBack(call: diagnostics.CallbackCall): void {
    const { error, result } = call;
    const isFirst = this.#calls.length === 0;
    // What comes after a decision that was not the callback's counts for nothing.
    if (!this.isOpen || (isFirst && this.#isDecided())) return;
    this.#calls.push(call);
    const isPromise = isThenable(result);
    if (!isFirst) {
      if (isPromise) Promise.resolve(result).catch(() => undefined);
      return;
    }
    this.#watch.stop();
    // A lambda that blocks the event loop keeps the timer of the limit from firing.
    if (this.#elapsedMs() > this.#parts.timeoutMs) this.#exceed();
    else if (error !== undefined && error !== null) this.#fail(error);
    else if (isPromise) {
      Promise.resolve(result).then(
        (value) => this.#answer(value),
        (reason) => this.#fail(reason),
      );
    } else this.#answer(result);
  }

  #answer(result: unknown): void {
    const trip = throughJson(result);
    if ('value' in trip) this.#decide({ result: trip.value });
    else if (this.#decide({ error: runtimeException(trip.error) })) {
      this.#diagnostics.push(diagnostics.resultNotJson(trip.error));
    }
  }

  #fail(reason: unknown): void {
    if (this.#decide({ error: customFailure(reason) }) && !isError(reason)) {
      this.#diagnostics.push(diagnostics.notAnError('called back with', reason));
    }
  }

  #exceed(): void {
    const [call] = this.#calls;
    const what = isThenable(call?.result)
      ? 'The promise that the lambda called back with did not settle'
      : 'The lambda did not call back';
    const text = `${what} within ${this.#parts.timeoutMs.toLocaleString('en-US')} ms.`;
    if (!this.#decide({ error: timeExceeded(text) })) return;
    this.#diagnostics.push(diagnostics.limitExceeded(text));
    const isOver = this.#ending.isReached && !this.#work.isAny();
    if (call === undefined && isOver) this.#diagnostics.push(diagnostics.neverCalledBack(this.#ending));
  }

  #giveUp(): void {
    if (this.#decide({ error: timeExceeded('The lambda never called its callback.') })) {
      this.#diagnostics.push(diagnostics.neverCalledBack(this.#ending));
    }
  }

  /** @returns false when the outcome was decided before */
  #decide(outcome: Outcome): boolean {
    if (this.#isDecided()) return false;
    this.#durationMs = this.#elapsedMs();
    this.#resolve(outcome);
    return true;
  }

  #isDecided(): boolean {
    return this.#durationMs !== undefined;
  }

  /** Lets what follows a callback happen; what then goes on is left behind. */
  async #settle(): Promise<void> {
    await nextTurn();
    if (this.#calls.length === 0) return;
    for (let turn = 1; this.#isBusy() && turn < SETTLING_TURNS; turn++) await nextTurn();
    if (!this.#isBusy()) return;
    const isPromisePending = !this.#ending.isReached;
    this.#diagnostics.push(diagnostics.pendingWork(this.#work.describe(), isPromisePending));
  }

  #isBusy(): boolean {
    return !this.#ending.isReached || this.#work.isAny();
  }

  #elapsedMs(): number {
    return realTime.now() - this.#startedAt;
  }
}

/** What `await` would wait for. */
function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof (value as Partial<PromiseLike<unknown>> | null | undefined)?.then === 'function';
}
