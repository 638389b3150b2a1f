import { AsyncLocalStorage } from 'node:async_hooks';

const budgets = new AsyncLocalStorage<string>();
let count = 0;

/** Calls a function whose requests, now and later, count against a rate limit of their own. */
export function withOwnBudget<Result>(task: () => Result): Result {
  count += 1;
  return budgets.run(`invocation ${count}`, task);
}

/** The name of the rate limit of the code that is executing. `undefined` means the rate limit of the process. */
export function currentBudget(): string | undefined {
  return budgets.getStore();
}
