import type { AnyLambda, Lambda, LambdaCallback, LambdaForm, LambdaInput, LambdaV2 } from '../events/input';
import { type WatchedCall, withCallSite } from '../internal/async/call-channel';
import { nextTurn, realTime } from '../internal/real-time';
import { CallbackWatch } from './callback-watch';
import * as diagnostics from './diagnostics';
import { logLimitProblem, toLogEntry } from './log';
import { Misuse } from './misuse';
import { isThenable, throughJson } from './result';
import { onBehalfOf, outsideOfRuns, type RunContext } from './run-context';
import { customFailure, type InvokeError, isError, runtimeException, timeExceeded } from './run-error';
import type { Diagnostic, InvokeResult, LogEntry } from './types';
import { here } from './watch/call-site';
import { describeCalls, OpenWork } from './watch/open-work';

/** A lambda, its input and its time limit. */
export interface RunParts {
  /**
   * Returns the lambda. This call evaluates the file of a cold lambda, and this belongs to the run.
   * @param tellForm called with the form of the lambda as soon as it is known, and again when it is known better
   */
  load(tellForm: (form: LambdaForm) => void): AnyLambda;
  input: LambdaInput;
  timeoutMs: number;
  /** Whether a debugger may have stopped the lambda. It is called when the time is up, and there is no limit while it returns true. */
  isDebugged?: (() => boolean) | undefined;
  onLog?: ((entry: LogEntry) => void) | undefined;
}

type Outcome = Partial<Pick<InvokeResult, 'result' | 'error'>>;

// After the callback, the sockets of a lambda take a few turns of the event loop to close.
const SETTLING_TURNS = 5;

/** One run of a lambda. It is told everything that the lambda does, and decides how the run ended. */
export class Run implements RunContext {
  isOpen = true;
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
  #form: LambdaForm = 'v1';
  /** Set as soon as the outcome is decided. */
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
      this.#limit = realTime.setTimeout(() => !this.#parts.isDebugged?.() && this.#exceed(), leftMs);
    }
    if (this.#calls.length > 0) return;
    this.#watch.start(
      () => this.#work.isAny(),
      () => this.#giveUp(),
    );
  }

  /**
   * Resolves when the outcome is decided, and when it is known what the lambda did right after its callback.
   * @throws Misuse (a rejection) that `load` threw, or the error that `onLog` threw
   */
  async report(): Promise<InvokeResult> {
    const { result, error } = await this.#outcome;
    await nextTurn();
    if (this.#calls.length > 0 && this.#isBusy()) await this.#settle();
    if (this.#observerFault) throw this.#observerFault.error;
    if (this.#calls.length > 1) this.#diagnostics.push(diagnostics.calledTwice(this.#calls));
    const tooMuch = logLimitProblem(this.#logs);
    if (tooMuch) this.#diagnostics.push(tooMuch);
    const durationMs = this.#durationMs ?? 0;
    return { result, error, logs: this.#logs, diagnostics: this.#diagnostics, durationMs };
  }

  /** After this, nothing belongs to the run. */
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
    outsideOfRuns(() => {
      try {
        onLog(entry);
      } catch (error) {
        this.#observerFault ??= { error };
      }
    });
  }

  fault(error: unknown): void {
    if (this.#calls.length > 0) this.#diagnostics.push(diagnostics.threwAfterEnd(error, this.#form));
    else this.#fail(runtimeException(error, this.#form), 'threw');
  }

  track(type: string, resource: object): void {
    this.#work.add(type, resource);
  }

  call(call: WatchedCall): void {
    this.#work.addCall(call);
  }

  #load(): void {
    try {
      const lambda = this.#parts.load((form) => {
        this.#form = form;
      });
      this.#startedAt = realTime.now();
      if (this.#form === 'v2') this.#await(lambda as LambdaV2);
      else this.#call(lambda as Lambda);
    } catch (error) {
      if (error instanceof Misuse) this.#reject(error);
      else this.#threw(error);
    }
  }

  // No variable or closure may hold the callback here. Otherwise the watch would always count it as held.
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

  // The same applies to the promise of a lambda of V2. Only the code that will settle it may hold it.
  #await(lambda: LambdaV2): void {
    let returned: unknown;
    try {
      returned = lambda(this.#parts.input);
    } catch (error) {
      this.#rejected(error);
      return;
    }
    if (isThenable(returned)) {
      Promise.resolve(this.#watch.over(returned)).then(
        (value) => this.#returned(value),
        (error) => this.#rejected(error),
      );
    } else this.#returned(returned);
  }

  #returned(result: unknown): void {
    this.#ending = { isReached: true, value: result };
    this.#calledBack({ error: undefined, result });
  }

  #rejected(error: unknown): void {
    this.#ending = { isReached: true, value: undefined };
    this.#fail(customFailure(error, this.#form), 'threw');
  }

  #createCallback(): LambdaCallback {
    return (error, result) =>
      this.#calledBack(this.#calls.length === 0 ? { error, result } : { error, result, from: here() });
  }

  #threw(error: unknown): void {
    this.#ending = { isReached: true, value: undefined };
    this.fault(error);
  }

  #calledBack(call: diagnostics.CallbackCall): void {
    const { error, result } = call;
    const isFirst = this.#calls.length === 0;
    // When something else has decided the outcome, such as the time limit, a call of the callback no longer counts.
    if (!this.isOpen || (isFirst && this.#isDecided())) return;
    this.#calls.push(call);
    const isPromise = isThenable(result);
    if (!isFirst) {
      if (isPromise) Promise.resolve(result).catch(() => undefined);
      return;
    }
    this.#watch.stop();
    // When a lambda has blocked the event loop, the timer of the limit could not fire.
    if (this.#isOverTime()) this.#exceed();
    else if (error !== undefined && error !== null) this.#failed(error);
    else if (isPromise) {
      Promise.resolve(result).then(
        (value) => this.#answer(value),
        (reason) => this.#failed(reason),
      );
    } else this.#answer(result);
  }

  #answer(result: unknown): void {
    const trip = throughJson(result);
    if ('value' in trip) this.#decide({ result: trip.value });
    else if (this.#decide({ error: runtimeException(trip.error, this.#form) })) {
      this.#diagnostics.push(diagnostics.resultNotJson(trip.error, this.#form));
    }
  }

  #failed(reason: unknown): void {
    this.#fail(customFailure(reason, this.#form), 'called back with');
  }

  /** @param verb how the lambda failed with the cause of the error */
  #fail(error: InvokeError, verb: string): void {
    if (!this.#decide({ error }) || isError(error.cause)) return;
    this.#diagnostics.push(diagnostics.notAnError(verb, error.cause));
  }

  #exceed(): void {
    const [call] = this.#calls;
    const missed = this.#form === 'v2' ? 'The lambda did not end' : 'The lambda did not call back';
    const what = isThenable(call?.result)
      ? 'The promise that the lambda called back with did not settle'
      : missed;
    const text = `${what} within ${this.#parts.timeoutMs.toLocaleString('en-US')} ms.`;
    const calls = this.#work.openCalls();
    const isOver = this.#ending.isReached && !this.#work.isAny();
    if (!this.#decide({ error: withCallSite(timeExceeded(text, this.#form), calls[0]) })) return;
    this.#diagnostics.push(diagnostics.limitExceeded(text, describeCalls(calls)));
    if (call === undefined && isOver) this.#diagnostics.push(diagnostics.neverCalledBack(this.#ending));
  }

  #giveUp(): void {
    const isV2 = this.#form === 'v2';
    const text = isV2 ? 'The lambda never ended.' : 'The lambda never called its callback.';
    if (!this.#decide({ error: timeExceeded(text, this.#form) })) return;
    this.#diagnostics.push(isV2 ? diagnostics.neverEnded() : diagnostics.neverCalledBack(this.#ending));
  }

  /** @returns false when the outcome was already decided */
  #decide(outcome: Outcome): boolean {
    if (this.#isDecided()) return false;
    this.#durationMs = this.#elapsedMs();
    this.#work.markEnd();
    this.#resolve(outcome);
    return true;
  }

  #isDecided(): boolean {
    return this.#durationMs !== undefined;
  }

  /** Gives the work that follows a callback some more turns to end. Work that is still open after that was left behind. */
  async #settle(): Promise<void> {
    for (let turn = 1; this.#isBusy() && turn < SETTLING_TURNS; turn++) await nextTurn();
    if (!this.#isBusy()) return;
    const isPromisePending = !this.#ending.isReached;
    this.#diagnostics.push(diagnostics.pendingWork(this.#work.describe(), isPromisePending, this.#form));
  }

  #isBusy(): boolean {
    return !this.#ending.isReached || this.#work.isAnyLeft();
  }

  #isOverTime(): boolean {
    return this.#elapsedMs() > this.#parts.timeoutMs && !this.#parts.isDebugged?.();
  }

  #elapsedMs(): number {
    return realTime.now() - this.#startedAt;
  }
}
