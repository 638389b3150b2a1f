import { AsyncLocalStorage } from 'node:async_hooks';
import { subscribe } from 'node:diagnostics_channel';
import {
  REQUEST_CHANNEL,
  type RequestMessage,
  type RequestTrace,
} from '../../internal/observe/request-trace';
import type { ObservedRequest } from '../observe/types';

/** The greatest number of requests that are kept for one invocation. */
const MAX_REQUESTS = 500;

/**
 * Called when a request starts, when it has come a step further, and when it ends. @param index its place among the requests of the
 * invocation
 */
export type RequestListener = (index: number, request: ObservedRequest) => void;

/** The requests of one invocation, and the time when it began. */
interface Observed {
  readonly startedAt: number;
  readonly requests: RequestTrace[];
  readonly onRequest: RequestListener;
}

/** A request that has not ended. */
interface OpenRequest {
  /** The invocation that made the request. The end of the request may be reported from another invocation, which opened the connection. */
  readonly owner: Observed;
  /** How many facts about it were reported. */
  told: number;
}

let isObserving = false;
const invocations = new AsyncLocalStorage<Observed>();
const open = new Map<RequestTrace, OpenRequest>();

/** Notes the requests of invocations from now on. Requests outside of an invocation are left out. */
export function observeRequests(): void {
  if (isObserving) return;
  isObserving = true;
  subscribe(REQUEST_CHANNEL, (message) => {
    const { type, request } = message as RequestMessage;
    if (type === 'start') started(request);
    else ended(request);
  });
}

/** Reports the progress of the requests that have not ended. */
export function tellProgress(): void {
  for (const [request, known] of open) {
    if (Object.keys(request).length > known.told) tell(request, known);
  }
}

/** Runs an invocation. @returns its result, and the requests that it has made */
export async function withRequests<Result>(
  run: () => Promise<Result>,
  onRequest: RequestListener,
): Promise<{ result: Result; requests: ObservedRequest[] }> {
  const observed: Observed = { startedAt: Date.now(), requests: [], onRequest };
  const result = await invocations.run(observed, run);
  for (const request of observed.requests) open.delete(request);
  return { result, requests: observed.requests.map((request) => shown(request, observed)) };
}

function started(request: RequestTrace): void {
  const owner = invocations.getStore();
  if (!owner || owner.requests.length >= MAX_REQUESTS) return;
  const known: OpenRequest = { owner, told: 0 };
  owner.requests.push(request);
  open.set(request, known);
  tell(request, known);
}

function ended(request: RequestTrace): void {
  const known = open.get(request);
  if (!known) return;
  open.delete(request);
  tell(request, known);
}

function tell(request: RequestTrace, known: OpenRequest): void {
  const { owner } = known;
  known.told = Object.keys(request).length;
  owner.onRequest(owner.requests.indexOf(request), shown(request, owner));
}

function shown({ startedAt, ...request }: RequestTrace, observed: Observed): ObservedRequest {
  return { ...request, startMs: startedAt - observed.startedAt };
}
