import type { LogEntry } from '../../runtime/types';
import type { RunEnding } from '../process/channel/messages';
import type { HostResult } from '../types';
import type { Feed } from './feed';
import type { History } from './history';
import type { Beginning, Recording } from './recording';
import type { HostEvent, ObservedRequest } from './types';
import type { UsedSecrets } from './used-secrets';

/** Records what invocations do, and tells the listeners. */
export class Recorder {
  readonly #history: History;
  readonly #feed: Feed;
  readonly #secrets: UsedSecrets;

  constructor(history: History, feed: Feed, secrets: UsedSecrets) {
    this.#history = history;
    this.#feed = feed;
    this.#secrets = secrets;
  }

  begin(beginning: Beginning): Recording {
    const recording = this.#history.begin(beginning);
    this.#tell('invocation-started', recording);
    return recording;
  }

  log(recording: Recording, logged: LogEntry): void {
    const entry = this.#secrets.hideEntry(logged);
    recording.log(entry);
    this.#feed.emit({ type: 'log', invocationId: recording.id, function: recording.function, entry });
  }

  request(recording: Recording, index: number, observed: ObservedRequest): void {
    const request = this.#secrets.hideTexts(observed);
    recording.request(index, request);
    const { id: invocationId, function: name } = recording;
    this.#feed.emit({ type: 'request', invocationId, function: name, index, request });
  }

  /** @returns how the invocation ended, for its caller */
  end(recording: Recording, given: RunEnding): HostResult {
    const ending = this.#secrets.known === undefined ? given : this.#shown(given);
    this.#history.end(recording, ending);
    this.#tell('invocation-ended', recording);
    // The fields are written out, because a spread is slow, and this runs with every invocation.
    return {
      result: ending.result,
      error: ending.error,
      logs: ending.logs,
      diagnostics: ending.diagnostics,
      requests: ending.requests,
      durationMs: ending.durationMs,
      memoryBytes: ending.memoryBytes,
      invocationId: recording.id,
      function: recording.function,
    };
  }

  /** The ending without secrets. Its result is for the caller, and stays as it is. */
  #shown(ending: RunEnding): RunEnding {
    const secrets = this.#secrets;
    const { logs, error, diagnostics, requests } = ending;
    return {
      ...ending,
      logs: logs.map((entry) => secrets.hideEntry(entry)),
      error: error && secrets.hideTexts(error),
      diagnostics: diagnostics.map((remark) => secrets.hideTexts(remark)),
      requests: requests.map((request) => secrets.hideTexts(request)),
    };
  }

  /** A summary is made only when there are listeners. */
  #tell(type: Extract<HostEvent, { invocation: object }>['type'], recording: Recording): void {
    if (this.#feed.hasListeners) this.#feed.emit({ type, invocation: recording.summary() });
  }
}
