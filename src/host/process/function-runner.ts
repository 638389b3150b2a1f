import type { LambdaForm, LambdaInput } from '../../events/input';
import type { Deployment } from '../observe/types';
import type { FunctionLifecycle } from '../types';
import type { RunEnding } from './channel/messages';
import { firstLine, withPlace } from './own-frames';
import type { RunningFunction, RunObserver } from './running-function';

/** The parts that a runner needs from its host. */
export interface RunnerParts {
  readonly name: string;
  /** The fixed port of the debugger, if there is one. Two processes cannot share it. */
  readonly inspectPort?: number | undefined;
  /** Starts a process for the function as it is on disk now. */
  start(): RunningFunction;
  onLoaded(version: number, files: readonly string[], durationMs: number): void;
  onBroken(message: string, isAnswering: boolean): void;
  /** A message without the secrets that functions have used. */
  withoutSecrets(message: string): string;
}

/** An invocation that was started. */
export interface StartedRun {
  readonly version: number;
  readonly pid: number | undefined;
  readonly ended: Promise<RunEnding>;
}

/** Keeps one warm process for a function. Replaces it when it has ended or its files have changed. */
export class FunctionRunner {
  readonly #parts: RunnerParts;
  /** All processes that have not ended, with their version. */
  readonly #processes = new Map<RunningFunction, number>();
  #current: RunningFunction | undefined;
  /** The version that is being loaded. It will replace the current one. */
  #candidate: RunningFunction | undefined;
  /** A process that waits for the order to load the file. */
  #prepared: RunningFunction | undefined;
  #version = 0;
  #problem: string | undefined;
  #isClosed = false;

  constructor(parts: RunnerParts) {
    this.#parts = parts;
  }

  get state(): FunctionLifecycle {
    if (this.#problem === undefined) return 'Productive';
    return this.#current?.isOpen ? 'Modified' : 'Draft';
  }

  /** Why the file on disk cannot be loaded. */
  get problem(): string | undefined {
    return this.#problem;
  }

  /** The version of the platform that the function is written for. Known once it was loaded. */
  get form(): LambdaForm | undefined {
    return this.#current?.form;
  }

  get running(): number {
    let sum = 0;
    for (const process of this.#processes.keys()) sum += process.running;
    return sum;
  }

  /** The processes. The newest is the last. */
  get deployments(): Deployment[] {
    return Array.from(this.#processes, ([process, version]) => ({
      function: this.#parts.name,
      version,
      pid: process.pid,
      state: process.state === 'over' ? 'old' : process.state,
      startedAt: process.startedAt,
      running: process.running,
      invocations: process.invocations,
      ...(process.memoryBytes !== undefined && { memoryBytes: process.memoryBytes }),
      ...(this.#parts.inspectPort !== undefined && { inspectPort: this.#parts.inspectPort }),
    }));
  }

  /** Runs the function in the present process, or in a new one. */
  run(input: LambdaInput, observer: RunObserver): StartedRun {
    if (!this.#current?.isOpen) this.#current = this.#start();
    const process = this.#current;
    return {
      version: this.#processes.get(process) ?? 0,
      pid: process.pid,
      ended: process.run(input, observer),
    };
  }

  /** Starts a process for a reload that will follow soon. */
  prepare(): void {
    if (this.#current?.isOpen && this.#parts.inspectPort === undefined)
      this.#prepared ??= this.#parts.start();
  }

  /** Drops the prepared process, because the configuration has changed since it was started. */
  discard(): void {
    this.#prepared?.kill('It was not needed.');
    this.#prepared = undefined;
  }

  /**
   * Loads the file again if a process has loaded it before. When the file cannot be loaded, the last version that could be loaded keeps
   * answering. Otherwise the old process finishes its invocations.
   */
  async reload(): Promise<void> {
    this.#problem = undefined;
    if (this.#isClosed || !(this.#candidate ?? this.#current)?.isOpen) {
      this.discard();
      return;
    }
    if (this.#parts.inspectPort !== undefined) {
      this.#current?.kill('The file has changed, and a debugger can be attached to one process only.');
      return;
    }
    this.#candidate?.kill('A newer version has come.');
    const candidate = this.#start();
    this.#candidate = candidate;
    const loaded = await candidate.loaded;
    if (this.#candidate !== candidate) return;
    this.#candidate = undefined;
    if (this.#isClosed || 'failure' in loaded) {
      candidate.kill('The version was not taken.');
      return;
    }
    this.#current?.retire();
    this.#current = candidate;
  }

  /** Lets the present process finish its invocations. It takes no new ones. */
  retire(): void {
    this.#isClosed = true;
    this.discard();
    this.#current?.retire();
  }

  /** Ends all processes at once. */
  async close(reason: string): Promise<void> {
    this.#isClosed = true;
    const processes = [...this.#processes.keys(), ...(this.#prepared ? [this.#prepared] : [])];
    for (const process of processes) process.kill(reason);
    await Promise.all(processes.map(({ gone }) => gone));
  }

  #start(): RunningFunction {
    const process = this.#prepared?.isOpen ? this.#prepared : this.#parts.start();
    this.#prepared = undefined;
    process.load();
    this.#version += 1;
    const version = this.#version;
    this.#processes.set(process, version);
    void process.gone.then(() => this.#processes.delete(process));
    void process.loaded.then((loaded) => this.#note(process, version, loaded));
    return process;
  }

  #note(process: RunningFunction, version: number, loaded: Awaited<RunningFunction['loaded']>): void {
    if (this.#isClosed || version !== this.#version) return;
    if ('files' in loaded) {
      this.#problem = undefined;
      this.#parts.onLoaded(version, loaded.files, Date.now() - process.startedAt);
      return;
    }
    const { message, stack } = loaded.failure;
    this.#problem = this.#parts.withoutSecrets(withPlace(message, firstLine(stack)));
    this.#parts.onBroken(this.#problem, this.#current !== process && this.#current?.isOpen === true);
  }
}
