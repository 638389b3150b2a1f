import type { LogEntry } from '../../runtime/types';
import type { RunEnding } from '../process/messages';
import type { Feed } from './feed';
import { type Beginning, type History, summaryOf } from './history';
import type { HostEvent, Invocation, ObservedRequest } from './types';

/** Records what invocations do, and tells the listeners. */
export class Recorder {
  readonly #history: History;
  readonly #feed: Feed;

  constructor(history: History, feed: Feed) {
    this.#history = history;
    this.#feed = feed;
  }

  begin(beginning: Beginning): Invocation {
    const invocation = this.#history.begin(beginning);
    this.#tell('invocation-started', invocation);
    return invocation;
  }

  log(invocation: Invocation, entry: LogEntry): void {
    this.#history.log(invocation, entry);
    this.#feed.emit({ type: 'log', invocationId: invocation.id, function: invocation.function, entry });
  }

  request(invocation: Invocation, index: number, request: ObservedRequest): void {
    this.#history.request(invocation, index, request);
    const { id: invocationId, function: name } = invocation;
    this.#feed.emit({ type: 'request', invocationId, function: name, index, request });
  }

  end(invocation: Invocation, ending: RunEnding): void {
    this.#history.end(invocation, ending);
    this.#tell('invocation-ended', invocation);
  }

  /** A summary is made only when there are listeners. */
  #tell(type: Extract<HostEvent, { invocation: object }>['type'], invocation: Invocation): void {
    if (this.#feed.hasListeners) this.#feed.emit({ type, invocation: summaryOf(invocation) });
  }
}
