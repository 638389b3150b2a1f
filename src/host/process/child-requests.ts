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

/** Is told of a request when it starts and when it ends. @param index its place among those of the invocation */
export type RequestListener = (index: number, request: ObservedRequest) => void;

/** The requests of one invocation, and when it began. */
interface Observed {
  readonly startedAt: number;
  readonly requests: RequestTrace[];
  readonly onRequest: RequestListener;
  isOver: boolean;
}

let isObserving = false;
const invocations = new AsyncLocalStorage<Observed>();
/** The invocation of each request: its end may be told on behalf of another one, which had opened the connection. */
const owners = new WeakMap<RequestTrace, Observed>();

/** Notes the requests of invocations from now on. Requests outside of an invocation are left out. */
export function observeRequests(): void {
  if (isObserving) return;
  isObserving = true;
  subscribe(REQUEST_CHANNEL, (message) => {
    const { type, request } = message as RequestMessage;
    const owner = type === 'start' ? invocations.getStore() : owners.get(request);
    if (!owner || owner.isOver) return;
    if (type === 'start') {
      if (owner.requests.length >= MAX_REQUESTS) return;
      owners.set(request, owner);
      owner.requests.push(request);
    }
    owner.onRequest(owner.requests.indexOf(request), shown(request, owner));
  });
}

/** Runs an invocation. @returns what it resolves with, and the requests that it has made */
export async function withRequests<Result>(
  run: () => Promise<Result>,
  onRequest: RequestListener,
): Promise<{ result: Result; requests: ObservedRequest[] }> {
  const observed: Observed = { startedAt: Date.now(), requests: [], onRequest, isOver: false };
  const result = await invocations.run(observed, run);
  observed.isOver = true;
  return { result, requests: observed.requests.map((request) => shown(request, observed)) };
}

function shown({ startedAt, ...request }: RequestTrace, observed: Observed): ObservedRequest {
  return { ...request, startMs: startedAt - observed.startedAt };
}
