/**
 * The memory of this process, in bytes. Undefined where the system does not tell it: on Linux without `/proc`, which some
 * containers do not mount.
 */
export function residentMemory(): number | undefined {
  try {
    return process.memoryUsage.rss();
  } catch {
    return undefined;
  }
}
