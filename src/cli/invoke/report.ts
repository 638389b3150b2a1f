import { ErrorCodes, ToolbeltError } from '../../errors';
import { ExitCode } from '../command';
import type { Output, Terminal, Tone } from '../terminal';
import type { Failure } from './messages';
import type { Ending } from './process';

/**
 * Prints how an invocation ended.
 * @returns the exit code
 * @throws ToolbeltError `ErrorCodes.Toolbelt.INVALID_ARGUMENT` when nothing was run
 */
export function report(ending: Ending, isForMachines: boolean, { out, err }: Terminal): number {
  if (ending.type === 'refused') {
    throw new ToolbeltError(ErrorCodes.Toolbelt.INVALID_ARGUMENT, ending.message);
  }
  if (ending.type === 'interrupted') {
    err.line(err.paint('warning', 'interrupted before the lambda called back'));
    return ending.exitCode;
  }
  const { outcome, stack } = ending;
  const { result, error, diagnostics, durationMs } = outcome;
  const exitCode = error === undefined ? ExitCode.OK : ExitCode.FAILED;
  if (isForMachines) {
    out.line(toText({ result, error, ...outcome }, out));
    return exitCode;
  }
  for (const { code, message } of diagnostics)
    err.line(`${err.paint('warning', `warning ${code}`)} ${message}`);
  if (error !== undefined) err.line(errorText(error, stack, err));
  else if (result !== undefined) out.line(toText(result, out));
  const verdict = error === undefined ? err.paint('good', 'done') : err.paint('bad', 'failed');
  if (err.isTerminal) err.line(`${verdict} ${err.paint('faint', `in ${Math.round(durationMs)} ms`)}`);
  return exitCode;
}

/** Says that work which the lambda had started did not end by itself. */
export function reportCutOff({ err }: Terminal): void {
  err.line(`${err.paint('warning', 'warning')} Work went on after the callback, and was cut off.`);
}

const LEVEL_TONES: Readonly<Record<string, Tone>> = {
  debug: 'faint',
  info: 'good',
  warn: 'warning',
  error: 'bad',
};
const LEVEL_WIDTH = 5;

/** Prints one log entry as soon as the lambda has written it. */
export function printLog(level: string, text: string, { err }: Terminal): void {
  err.line(`${err.paint(LEVEL_TONES[level] ?? 'strong', level.padEnd(LEVEL_WIDTH))} ${text}`);
}

/** JSON text. It is indented on a terminal, and on one line elsewhere. */
function toText(value: unknown, { isTerminal }: Output): string {
  return JSON.stringify(value, null, isTerminal ? 2 : 0);
}

/** The error with its code. When there is a stack, the message is left out, because the stack begins with it. */
function errorText({ code, message }: Failure, stack: string | undefined, err: Output): string {
  const title = err.paint('bad', `error ${code}`);
  return stack === undefined ? `${title} ${message}` : `${title}\n${stack}`;
}
