import type { LambdaInput } from '../../../events/input';
import type { LogEntry } from '../../../runtime/types';
import type { RunObserver } from '../running-function';
import type { RunEnding } from './messages';

/** An invocation that runs in a process, or waits for it. */
export interface PendingRun {
  readonly input: LambdaInput;
  readonly logs: LogEntry[];
  readonly observer: RunObserver;
  readonly resolve: (ending: RunEnding) => void;
  /** When it was sent to the process. */
  sentAt: number | undefined;
}

/**
 * The invocations of a process that have not ended, by id, in the order of their ids. This is no Map. When many entries come and go, a Map
 * replaces its table again and again, and each old table leads to the next one. The garbage collector then takes nearly all entries of the
 * past for live ones, copies them, and holds up all requests meanwhile.
 */
export class PendingRuns {
  #runs: Record<number, PendingRun> = {};
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** The one that began first. */
  get oldest(): PendingRun | undefined {
    for (const id in this.#runs) return this.#runs[id];
    return undefined;
  }

  add(id: number, run: PendingRun): void {
    this.#runs[id] = run;
    this.#size += 1;
  }

  get(id: number): PendingRun | undefined {
    return this.#runs[id];
  }

  /** Removes one. */
  take(id: number): PendingRun | undefined {
    const run = this.#runs[id];
    if (run === undefined) return undefined;
    delete this.#runs[id];
    this.#size -= 1;
    return run;
  }

  /** All of them, with their ids. */
  entries(): Array<[id: number, run: PendingRun]> {
    return Object.entries(this.#runs).map(([id, run]) => [Number(id), run]);
  }

  /** Removes all of them. */
  takeAll(): PendingRun[] {
    const runs = Object.values(this.#runs);
    this.#runs = {};
    this.#size = 0;
    return runs;
  }
}
