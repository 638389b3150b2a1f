import { dirname, sep } from 'node:path';
import { inspect, stripVTControlCharacters } from 'node:util';
import { ToolbeltError } from '../../errors';
import { redactText } from '../../internal/redact';
import { completeInput } from '../../runtime/complete-input';
import { runLambda } from '../../runtime/run-lambda';
import type { InvokeResult, LogEntry } from '../../runtime/types';
import { toJsonValue } from '../json-value';
import type { ChildMessage, DebuggerAddress, Failure, InvokeRequest, Remark } from './messages';

/** The folder of this package. Its stack frames are left out, as those of Node are: they say nothing about the lambda. */
const OWN_FOLDER = dirname(dirname(__dirname)) + sep;

/**
 * Runs a lambda in the child process of `invoke`.
 * @param tell sends a message to the parent
 */
export async function runRequest(
  request: InvokeRequest,
  tell: (message: ChildMessage) => void,
): Promise<void> {
  const { file: lambda, timeoutMs = Number.POSITIVE_INFINITY, hasColours } = request;
  const onLog = (entry: LogEntry) =>
    tell({ type: 'log', text: toText(entry, hasColours), entry: withJsonExtras(entry) });
  try {
    const offline = request.isOffline ? (require('./offline') as typeof import('./offline')) : undefined;
    const platform = offline?.goOffline();
    tell({ type: 'started' });
    if (request.stopsAt) waitForDebugger(request.stopsAt);
    const ended = await runLambda({
      lambda,
      input: completeInput(request.input),
      timeoutMs,
      stopsAtStart: request.stopsAt !== undefined,
      onLog,
    });
    tell(toMessage(ended, platform && offline ? offline.unexpectedRequests(platform) : []));
  } catch (error) {
    tell({ type: 'refused', message: reasonOf(error) });
  }
}

/** Blocks until a debugger is connected and has set its breakpoints. */
function waitForDebugger({ host, port }: DebuggerAddress): void {
  const inspector = require('node:inspector') as typeof import('node:inspector');
  inspector.open(port, host, true);
}

/** The message of a mistake that the user can correct. Any other error is a fault of this package, and is shown whole. */
function reasonOf(error: unknown): string {
  return error instanceof ToolbeltError ? error.message.trimEnd() : inspect(error);
}

function toMessage(ended: InvokeResult, remarks: readonly Remark[]): ChildMessage {
  const { result, error, durationMs } = ended;
  const outcome = { result, diagnostics: [...ended.diagnostics, ...remarks], durationMs };
  if (error === undefined) return { type: 'done', outcome };
  const { code, message, cause } = error;
  // The message contains that of the lambda's error, which may come from Node or nock and show a URL with credentials.
  const failure: Failure = {
    code,
    message: redactText(message),
    ...(cause !== undefined && { cause: toJsonValue(cause) }),
  };
  const stack = stackOf(cause);
  return { type: 'done', outcome: { ...outcome, error: failure }, ...(stack !== undefined && { stack }) };
}

function withJsonExtras(entry: LogEntry): LogEntry {
  return { ...entry, extras: entry.extras.map(toJsonValue) };
}

/** The entry as `console` would print it: the message, and the extras inspected. */
function toText({ message, extras }: LogEntry, hasColours: boolean): string {
  const shown = extras.map((extra) =>
    typeof extra === 'string' ? extra : inspect(extra, { colors: hasColours }),
  );
  return withoutForeignFrames([message, ...shown].join(' '));
}

/** The stack of the error that the lambda threw or called back with. */
function stackOf(cause: unknown): string | undefined {
  const stack = (cause as { stack?: unknown } | undefined | null)?.stack;
  return typeof stack === 'string' ? withoutForeignFrames(redactText(stack)) : undefined;
}

/** Leaves out the stack frames that are not those of the lambda. Node colours some of them, so colours are ignored. */
function withoutForeignFrames(text: string): string {
  const isForeign = (line: string) =>
    /^\s+at /.test(line) && (line.includes(OWN_FOLDER) || /[( ]node:/.test(line));
  const lines = text.split('\n');
  return lines.filter((line) => !isForeign(stripVTControlCharacters(line))).join('\n');
}
