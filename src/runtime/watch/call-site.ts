import { join, sep } from 'node:path';
import { type WatchedCall, watchCalls } from '../../internal/async/call-channel';

/** The folders of this package's code. Where source maps are used, as in Jest, stacks name the sources. */
const OWN_FOLDERS = ['dist', 'src'].map((name) => join(__dirname, '../../..', name) + sep);
const MAX_FRAMES = 50;
const MAX_SHOWN = 8;

/**
 * Records for every call of a client where it was made. Only the frames are taken at that time. They become text when the call has failed.
 *
 * @param also called with the call too
 * @returns a function that stops this
 */
export function watchCallSites(also: (call: WatchedCall) => void = () => undefined): () => void {
  return watchCalls((call) => {
    noteSite(call);
    also(call);
  });
}

function noteSite(call: WatchedCall): void {
  if (call.site) return;
  const holder = call.origin ?? here();
  call.site = () => foreignFrames(holder.stack).slice(0, MAX_SHOWN);
}

/** The place in the code of a user at which a stack begins, as in ` (/project/index.js:3:5)`. `''` when there is none. */
export function placeOf(frames: readonly string[] | undefined): string {
  const [, place] = /^\s+at (?:async )?(?:.* \()?(.+:\d+:\d+)\)?$/.exec(frames?.[0] ?? '') ?? [];
  return place === undefined ? '' : ` (${place})`;
}

/** The stack of the caller. It becomes text when it is read. */
export function here(): { readonly stack?: string } {
  const holder: { stack?: string } = {};
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = MAX_FRAMES;
  Error.captureStackTrace(holder, here);
  Error.stackTraceLimit = stackTraceLimit;
  return holder;
}

/** The frames that are neither Node's nor this package's: those of the lambda, and of the test around it. */
export function foreignFrames(stack = ''): string[] {
  const frames = stack.split('\n').filter((line) => /^\s+at /.test(line));
  return frames.filter(
    (line) => !OWN_FOLDERS.some((folder) => line.includes(folder)) && !/[( ]node:/.test(line),
  );
}
