/** Runs tasks one after the other. */
export class CallQueue {
  #last: Promise<unknown> = Promise.resolve();

  /** Runs a task when all earlier ones have ended, however they ended. */
  run<Result>(task: () => Promise<Result>): Promise<Result> {
    const result = this.#last.then(task);
    this.#last = result.catch(() => undefined);
    return result;
  }
}
