import type { Recording } from './observe/recording';
import type { RunEnding } from './process/channel/messages';
import type { HostResult } from './types';

/** What `invoke` gives for a run that has ended. The fields are written out, because a spread is slow, and this runs with every invocation. */
export function resultOf(ending: RunEnding, { id, function: name }: Recording): HostResult {
  const { result, error, logs, diagnostics, requests, durationMs, memoryBytes } = ending;
  return {
    result,
    error,
    logs,
    diagnostics,
    requests,
    durationMs,
    memoryBytes,
    invocationId: id,
    function: name,
  };
}
