import { dirname, sep } from 'node:path';
import type { SourceLine } from '../observe/types';

/** The folder of this package. Its frames are left out, as those of Node are: they say nothing about the function. */
const PACKAGE = dirname(dirname(dirname(__dirname))) + sep;
const FRAME = /^\s+at /;
/** It is tied to the start of the frame, so that a long frame takes no more than linear time. */
const PLACE = /^\s+at (?:.*\(|async )?(?:file:\/\/)?((?:[A-Za-z]:)?[^():]+):(\d+):(\d+)\)?$/;

/** A stack with the frames of the user's own files alone. */
export function ownFrames(stack: string): string {
  return stack
    .split('\n')
    .filter((line) => !FRAME.test(line) || !(line.includes(PACKAGE) || /[( ]node:/.test(line)))
    .join('\n');
}

/** The place that the first frame of a stack names. */
export function firstLine(stack: string | undefined): SourceLine | undefined {
  for (const frame of stack?.split('\n') ?? []) {
    const [, file, line, column] = PLACE.exec(frame) ?? [];
    if (file !== undefined) return { file, line: Number(line), column: Number(column) };
  }
  return undefined;
}
