import { dirname, sep } from 'node:path';
import { inspect, stripVTControlCharacters } from 'node:util';
import { ToolbeltError } from '../../errors';
import { redactText } from '../../internal/redact';
import type { InvokeResult, LogEntry } from '../../runtime/types';
import { invoke } from '../../testing/invoke';
import { toJsonValue } from '../json-value';
import type { ChildMessage, Failure, InvokeRequest, LogLine, Remark } from './messages';

/** Where this package is: its frames, as those of Node, say nothing about the lambda. */
const OWN_FOLDER = dirname(dirname(__dirname)) + sep;

/**
 * Runs a lambda, in the child process of `invoke`.
 * @param tell takes what the parent is to know
 */
export async function runRequest(
  request: InvokeRequest,
  tell: (message: ChildMessage) => void,
): Promise<void> {
  const { file, input, timeoutMs = Number.POSITIVE_INFINITY, hasColours } = request;
  const onLog = (entry: LogEntry) =>
    tell({ type: 'log', text: toText(entry, hasColours), entry: toLine(entry) });
  try {
    const offline = request.isOffline ? (require('./offline') as typeof import('./offline')) : undefined;
    const platform = offline?.goOffline();
    tell({ type: 'started' });
    const ended = await invoke(file, input, { timeoutMs, onLog });
    tell(toMessage(ended, platform && offline ? offline.unexpectedRequests(platform) : []));
  } catch (error) {
    tell({ type: 'refused', message: reasonOf(error) });
  }
}

/** A wrong use of the kit; all else is a mistake of ours. */
function reasonOf(error: unknown): string {
  return error instanceof ToolbeltError ? error.message.replace(/^invoke: /, '').trimEnd() : inspect(error);
}

function toMessage(ended: InvokeResult, remarks: readonly Remark[]): ChildMessage {
  const { result, error, durationMs } = ended;
  const outcome = { result, diagnostics: [...ended.diagnostics, ...remarks], durationMs };
  if (error === undefined) return { type: 'done', outcome };
  const { code, message, cause } = error;
  // The platform's words for a failure hold those of the error, which may be nock's or Node's and show a whole URL.
  const failure: Failure = {
    code,
    message: redactText(message),
    ...(cause !== undefined && { cause: toJsonValue(cause) }),
  };
  const stack = stackOf(cause);
  return { type: 'done', outcome: { ...outcome, error: failure }, ...(stack !== undefined && { stack }) };
}

function toLine({ level, message, extras, timestamp }: LogEntry): LogLine {
  return { level, message, extras: extras.map(toJsonValue), timestamp };
}

/** As on the console: message, and the extras inspected. */
function toText({ message, extras }: LogEntry, hasColours: boolean): string {
  const shown = extras.map((extra) =>
    typeof extra === 'string' ? extra : inspect(extra, { colors: hasColours }),
  );
  return withoutForeignFrames([message, ...shown].join(' '));
}

/** What led to the error. */
function stackOf(cause: unknown): string | undefined {
  const stack = (cause as { stack?: unknown } | undefined | null)?.stack;
  return typeof stack === 'string' ? withoutForeignFrames(redactText(stack)) : undefined;
}

/** A text in which the frames of stacks are those of the lambda. Node paints some of them. */
function withoutForeignFrames(text: string): string {
  const isForeign = (line: string) =>
    /^\s+at /.test(line) && (line.includes(OWN_FOLDER) || /[( ]node:/.test(line));
  const lines = text.split('\n');
  return lines.filter((line) => !isForeign(stripVTControlCharacters(line))).join('\n');
}
