/** How old a figure may be. The system needs longer to tell it than a small function needs to run. */
const FRESH_MS = 50;

let measuredAt = Number.NEGATIVE_INFINITY;
let bytes = 0;

/** The memory of this process in bytes, as it was a moment ago. */
export function memoryOfProcess(): number {
  const now = performance.now();
  if (now - measuredAt < FRESH_MS) return bytes;
  measuredAt = now;
  bytes = process.memoryUsage.rss();
  return bytes;
}
