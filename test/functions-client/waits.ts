import { vi } from 'vitest';

/** Until `vi.restoreAllMocks`: waits between tries (up to 3 s) end at once and are listed, timeouts stay. */
export function skipWaits(): number[] {
  const waits: number[] = [];
  const original = setTimeout;
  const shorten = (run: () => void, ms = 0) => {
    const isWait = ms <= 3_000;
    if (isWait && ms > 0) waits.push(ms);
    return original(run, isWait ? 0 : ms);
  };
  vi.spyOn(globalThis, 'setTimeout').mockImplementation(shorten as typeof setTimeout);
  return waits;
}
