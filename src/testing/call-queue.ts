/** Runs tasks one after the other. */
export class CallQueue {
  #last: Promise<unknown> = Promise.resolve();

  /** Runs a task as soon as all earlier tasks have ended, whether they succeeded or failed. */
  run<Result>(task: () => Promise<Result>): Promise<Result> {
    const result = this.#last.then(task);
    this.#last = result.catch(() => undefined);
    return result;
  }
}
