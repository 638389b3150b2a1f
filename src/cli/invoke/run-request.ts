import { dirname, sep } from 'node:path';
import { inspect, stripVTControlCharacters } from 'node:util';
import { ToolbeltError } from '../../errors';
import { redact, redactText } from '../../internal/redact';
import { knownOf, withoutSent } from '../../internal/redact/sent-values';
import { completeInput } from '../../runtime/complete-input';
import { runLambda } from '../../runtime/run-lambda';
import type { InvokeResult, LogEntry } from '../../runtime/types';
import { toJsonValue } from '../json-value';
import type { ChildMessage, DebuggerAddress, Failure, InvokeRequest, Remark } from './messages';

/** The folder of this package. Its stack frames and those of Node are left out, because they say nothing about the lambda. */
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
    if (platform) {
      const { provideData } = require('./offline-data') as typeof import('./offline-data');
      await provideData(platform, request.data);
    }
    tell({ type: 'started' });
    if (request.stopsAt) waitForDebugger(request.stopsAt);
    const run = () =>
      runLambda({
        lambda,
        input: completeInput(request.input),
        timeoutMs,
        stopsAtStart: request.stopsAt !== undefined,
        onLog,
      });
    const ended = await (request.record === undefined ? run() : recorded(request.record, run));
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

/** Runs a lambda on the real services, and writes their answers without credentials into a folder. */
function recorded(folder: string, run: () => Promise<InvokeResult>): Promise<InvokeResult> {
  const { fixtures } =
    require('../../testing/fixtures/fixtures') as typeof import('../../testing/fixtures/fixtures');
  return fixtures.record(folder, run);
}

/** The message of a mistake that the user can correct. Any other error is a fault of this package, and is shown with its stack. */
function reasonOf(error: unknown): string {
  return error instanceof ToolbeltError ? error.message.trimEnd() : inspect(error);
}

function toMessage(ended: InvokeResult, remarks: readonly Remark[]): ChildMessage {
  const { result, error, durationMs } = ended;
  const outcome = { result, diagnostics: [...ended.diagnostics, ...remarks], durationMs };
  if (error === undefined) return { type: 'done', outcome };
  const { code, message, cause } = error;
  // The message contains the message of the lambda's error. That may come from Node or nock, and show a URL with credentials.
  const failure: Failure = {
    code,
    message: redactText(withoutSent(error, message)),
    ...(cause !== undefined && { cause: redact(toJsonValue(cause), { known: knownOf(error) }) }),
  };
  const stack = stackOf(cause, error);
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
function stackOf(cause: unknown, error: Error): string | undefined {
  const stack = (cause as { stack?: unknown } | undefined | null)?.stack;
  return typeof stack === 'string' ? withoutForeignFrames(redactText(withoutSent(error, stack))) : undefined;
}

/** Removes the stack frames that are not from the lambda. Node colours some of them, so colours are ignored. */
function withoutForeignFrames(text: string): string {
  const isForeign = (line: string) =>
    /^\s+at /.test(line) && (line.includes(OWN_FOLDER) || /[( ]node:/.test(line));
  const lines = text.split('\n');
  return lines.filter((line) => !isForeign(stripVTControlCharacters(line))).join('\n');
}
