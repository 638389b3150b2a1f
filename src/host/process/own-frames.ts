import { dirname, sep } from 'node:path';
import type { SourceLine } from '../observe/types';

/** The folder of this package. Its frames and those of Node are left out, because they say nothing about the function. */
const PACKAGE = dirname(dirname(dirname(__dirname))) + sep;
const FRAME = /^\s+at /;
/** The expression is anchored to the start of the frame, so that a long frame is read in linear time. */
const PLACE = /^\s+at (?:.*\(|async )?(?:file:\/\/)?((?:[A-Za-z]:)?[^():]+):(\d+):(\d+)\)?$/;

/** Before a stack, Node shows the line of a file that does not parse, and a mark below the place. */
const UNPARSED = /^(?:file:\/\/)?((?:[A-Za-z]:\\|\/)[^:\n]*):(\d+)\n[^\n]*\n( *)\^/;

/** A stack with only the frames of the user's own files. */
export function ownFrames(stack: string): string {
  return stack
    .split('\n')
    .filter((line) => !FRAME.test(line) || !(line.includes(PACKAGE) || /[( ]node:/.test(line)))
    .join('\n');
}

/** The place that a stack names first. */
export function firstLine(stack: string | undefined): SourceLine | undefined {
  const [, unparsed, row, indent = ''] = UNPARSED.exec(stack ?? '') ?? [];
  if (unparsed !== undefined) return { file: unparsed, line: Number(row), column: indent.length + 1 };
  for (const frame of stack?.split('\n') ?? []) {
    const [, file, line, column] = PLACE.exec(frame) ?? [];
    if (file !== undefined) return { file, line: Number(line), column: Number(column) };
  }
  return undefined;
}

/** A message with the place to which it belongs. */
export function withPlace(message: string, place: SourceLine | undefined): string {
  return place ? `${message} (${place.file}:${place.line}:${place.column})` : message;
}
