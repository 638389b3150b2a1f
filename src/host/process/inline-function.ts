import type { LambdaForm, LambdaInput } from '../../events/input';
import { copyJson } from '../../internal/json-copy';
import { CODES } from '../../runtime/run-error';
import type { LogEntry } from '../../runtime/types';
import type { RunEnding, RunFailure } from './channel/messages';
import { observeRequests } from './child-requests';
import { withEnvironment } from './environment';
import { type LoadedFunction, loadFunction, runFunction } from './function-run';
import { failed, keepEntry, type Loaded, type RunningFunction, type RunObserver } from './running-function';

/** How to run a function in the process of the host. */
export interface InlineOptions {
  readonly file: string;
  readonly env: Record<string, string>;
  readonly timeoutMs: number;
}

interface Pending {
  readonly logs: LogEntry[];
  readonly startedAt: number;
  readonly resolve: (ending: RunEnding) => void;
}

/**
 * Runs a function in the process of the host, for engines that isolate and scale by themselves. The function has the same runtime, its own
 * environment variables and its own time limit. All functions share the memory and the thread.
 */
export class InlineFunction implements RunningFunction {
  readonly pid = process.pid;
  readonly startedAt = Date.now();
  readonly loaded: Promise<Loaded>;
  readonly gone: Promise<void>;
  readonly #options: InlineOptions;
  #function: LoadedFunction | { readonly failure: RunFailure } | undefined;
  #tellLoaded: (loaded: Loaded) => void = () => {};
  readonly #pending = new Set<Pending>();
  #end: () => void = () => {};
  #state: RunningFunction['state'] = 'starting';
  invocations = 0;
  memoryBytes: number | undefined;

  constructor(options: InlineOptions) {
    this.#options = options;
    this.gone = new Promise((resolve) => {
      this.#end = resolve;
    });
    this.loaded = new Promise((resolve) => {
      this.#tellLoaded = resolve;
    });
  }

  load(): void {
    this.#read();
  }

  get state(): RunningFunction['state'] {
    return this.#state;
  }

  get isOpen(): boolean {
    return this.#state === 'starting' || this.#state === 'ready';
  }

  get running(): number {
    return this.#pending.size;
  }

  get form(): LambdaForm | undefined {
    return this.#function && 'form' in this.#function ? this.#function.form : undefined;
  }

  run(input: LambdaInput, observer: RunObserver): Promise<RunEnding> {
    const known = this.#function ?? this.#read();
    this.invocations += 1;
    if ('failure' in known) return Promise.resolve(failed(known.failure, []));
    return new Promise((resolve) => {
      const pending: Pending = { logs: [], startedAt: performance.now(), resolve };
      this.#pending.add(pending);
      void this.#run(known, input, pending, observer);
    });
  }

  retire(): void {
    if (this.isOpen) this.#state = 'old';
    this.#endIfDone();
  }

  kill(reason: string): void {
    this.#state = 'over';
    const error = { code: CODES[this.form ?? 'v1'].crashed, message: reason };
    for (const { logs, startedAt, resolve } of this.#pending) resolve(failed(error, logs, startedAt));
    this.#pending.clear();
    this.#end();
  }

  #read(): LoadedFunction | { readonly failure: RunFailure } {
    const { env, file } = this.#options;
    observeRequests();
    this.#state = 'ready';
    const found = withEnvironment(env, () => loadFunction(file));
    this.#function = found;
    this.#tellLoaded(found);
    if ('failure' in found) this.kill(found.failure.message);
    return found;
  }

  async #run(
    { lambda, form }: LoadedFunction,
    input: LambdaInput,
    pending: Pending,
    observer: RunObserver,
  ): Promise<void> {
    // The caller has to know of the invocation before the first log entry is reported.
    await this.loaded;
    const { env, timeoutMs } = this.#options;
    // A function may change its input. The host and the next function of an event need the input unchanged.
    const copy = copyJson(input) as LambdaInput;
    const onLog = (entry: LogEntry): void => {
      keepEntry(pending.logs, entry);
      observer.onLog(entry);
    };
    const { onRequest } = observer;
    const ending = await withEnvironment(env, () =>
      runFunction({ lambda, form, input: copy, timeoutMs, onLog, onRequest }),
    );
    this.memoryBytes = ending.memoryBytes;
    this.#pending.delete(pending);
    pending.resolve({ ...ending, logs: pending.logs });
    this.#endIfDone();
  }

  #endIfDone(): void {
    if (this.#state === 'old' && this.#pending.size === 0) this.kill('The function was replaced.');
  }
}
