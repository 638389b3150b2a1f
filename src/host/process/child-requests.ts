import { AsyncLocalStorage } from 'node:async_hooks';
import { subscribe } from 'node:diagnostics_channel';
import {
  REQUEST_CHANNEL,
  type RequestMessage,
  type RequestTrace,
} from '../../internal/observe/request-trace';
import type { ObservedRequest } from '../observe/types';

/** More requests of one invocation are not kept. */
const MAX_REQUESTS = 500;

/** The requests of one invocation, and when it began. */
interface Observed {
  readonly startedAt: number;
  readonly requests: RequestTrace[];
}

let isObserving = false;
const invocations = new AsyncLocalStorage<Observed>();

/** Notes the requests of invocations from now on. Requests outside of an invocation are left out. */
export function observeRequests(): void {
  if (isObserving) return;
  isObserving = true;
  subscribe(REQUEST_CHANNEL, (message) => {
    const { type, request } = message as RequestMessage;
    const observed = invocations.getStore();
    if (type === 'start' && observed && observed.requests.length < MAX_REQUESTS)
      observed.requests.push(request);
  });
}

/** Runs an invocation. @returns what it resolves with, and the requests that it has made */
export async function withRequests<Result>(
  run: () => Promise<Result>,
): Promise<{ result: Result; requests: ObservedRequest[] }> {
  const observed: Observed = { startedAt: Date.now(), requests: [] };
  const result = await invocations.run(observed, run);
  const requests = observed.requests.map(({ startedAt, ...request }) => ({
    ...request,
    startMs: startedAt - observed.startedAt,
  }));
  return { result, requests };
}
