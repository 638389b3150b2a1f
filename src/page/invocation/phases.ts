import type { ObservedRequest } from '../../host/observe/types';

/** A part of the time of a request. The parts are in the order in which they happened. */
export interface Phase {
  id: 'wait' | 'connect' | 'first-byte' | 'body';
  name: string;
  /** From the start of the invocation, in milliseconds. */
  from: number;
  to: number;
}

const NAMES = {
  wait: 'limiter',
  connect: 'connect',
  'first-byte': 'first byte',
  body: 'body',
} as const;

/** The phases that a request has reached. The last one ends with the request, or at `now` while the request runs. */
export function phasesOf(request: ObservedRequest, now: number): Phase[] {
  const { startMs, admittedMs, connectedMs, firstByteMs, endMs = now - startMs, isReused } = request;
  const ends: Array<[Phase['id'], number | undefined]> = [
    ['wait', admittedMs],
    ['connect', isReused ? admittedMs : connectedMs],
    ['first-byte', firstByteMs],
    ['body', endMs],
  ];
  const phases: Phase[] = [];
  let at = 0;
  for (const [index, [id, end]] of ends.entries()) {
    const isLast = ends.slice(index + 1, -1).every(([, later]) => later === undefined);
    const to = end ?? (isLast ? endMs : undefined);
    if (to === undefined) continue;
    if (to > at) phases.push({ id, name: NAMES[id], from: startMs + at, to: startMs + to });
    at = Math.max(at, to);
    if (end === undefined) break;
  }
  return phases;
}

/** The end of the time that a waterfall shows. */
export function endOf(requests: readonly ObservedRequest[], durationMs: number): number {
  return Math.max(1, durationMs, ...requests.map(({ startMs, endMs = 0 }) => startMs + endMs));
}

/** Round marks on a ruler of this length: between four and eight of them. */
export function marksOf(length: number): number[] {
  const rough = length / 6;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((candidate) => candidate >= rough) ?? rough;
  return Array.from({ length: Math.floor(length / step + 1e-9) + 1 }, (_, index) => index * step);
}
