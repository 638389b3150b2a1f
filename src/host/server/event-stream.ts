import type { ServerResponse } from 'node:http';
import type { Callers } from '../api/callers';
import { EVENTS_PATH } from '../api/observation';
import { headerOf, splitPath } from '../api/routes';
import type { Feed } from '../observe/feed';
import type { HostRequest } from '../types';

const HEARTBEAT_MS = 15_000;
/** A reader with this many unread bytes is disconnected. It may connect again. */
const MAX_WAITING_BYTES = 8 * 2 ** 20;

/** The greatest number of readers. A page may be open in many tabs, or may connect again and again. */
const MAX_READERS = 100;

/**
 * Answers a request for the stream of events. This is the only answer of the host that is not a plain object.
 * @returns false for any other request, which is then left alone
 */
export function answerEventStream(
  { method, path, headers }: HostRequest,
  response: ServerResponse,
  { callers, feed }: { readonly callers: Callers; readonly feed: Feed },
): boolean {
  const { path: route, search } = splitPath(path);
  if (route !== EVENTS_PATH || method !== 'GET') return false;
  // A page in the browser cannot set headers of this request.
  const token = new URLSearchParams(search).get('access_token');
  const authorization =
    headerOf(headers, 'authorization') ?? (token === null ? undefined : `Bearer ${token}`);
  const caller = callers.identify(authorization);
  if (caller.kind === 'refused') response.writeHead(401).end(caller.reason);
  else streamEvents(feed, response);
  return true;
}

/** Sends all events of the host as server-sent events, until the reader disconnects. */
export function streamEvents(feed: Feed, response: ServerResponse): void {
  if (feed.listeners >= MAX_READERS) {
    response
      .writeHead(503, { 'retry-after': '5' })
      .end(`${MAX_READERS} readers of events are connected already.`);
    return;
  }
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
  response.write(': connected\n\n');
  const stop = feed.observe((event) => {
    response.write(`event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`);
    if (response.writableLength > MAX_WAITING_BYTES) response.destroy();
  });
  const heartbeat = setInterval(() => response.write(': still here\n\n'), HEARTBEAT_MS);
  heartbeat.unref();
  response.once('close', () => {
    clearInterval(heartbeat);
    stop();
  });
}
