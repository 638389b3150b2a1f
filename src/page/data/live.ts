import type { HostEvent } from '../../host/observe/types';
import { eventsUrl } from './api';

const TYPES: HostEvent['type'][] = [
  'invocation-started',
  'invocation-ended',
  'log',
  'request',
  'output',
  'function-loaded',
  'function-broken',
  'project-changed',
  'problem',
];

/** Whether events arrive. */
export type Connection = 'connecting' | 'live' | 'lost';

type Listener = (event: HostEvent) => void;

const listeners = new Set<Listener>();
const watchers = new Set<(state: Connection) => void>();
let state: Connection = 'connecting';

/** Calls a listener with every event of the host. @returns a function that removes the listener */
export function observe(listener: Listener): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

/** @returns a function that removes the watcher */
export function watchConnection(watcher: (state: Connection) => void): () => void {
  watchers.add(watcher);
  watcher(state);
  return () => void watchers.delete(watcher);
}

/** Opens the stream of events. The browser opens it again when it was lost. */
export function connect(): () => void {
  const source = new EventSource(eventsUrl());
  source.onopen = () => become('live');
  source.onerror = () => become('lost');
  for (const type of TYPES) {
    source.addEventListener(type, (message) => {
      const event = JSON.parse((message as MessageEvent<string>).data) as HostEvent;
      for (const listener of listeners) listener(event);
    });
  }
  return () => source.close();
}

function become(next: Connection): void {
  state = next;
  for (const watcher of watchers) watcher(next);
}
