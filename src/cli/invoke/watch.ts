import { watch } from 'node:fs';
import { dirname, sep } from 'node:path';

/** Editors write a file in several steps. */
const QUIET_MS = 100;

/**
 * Runs a task. Runs it again whenever a file changes in the folder of the lambda or below it, until Ctrl+C.
 * @returns the exit code of the last run
 */
export async function runOnChanges(file: string, run: () => Promise<number>): Promise<number> {
  let isStopped = false;
  let wake = (): void => undefined;
  const stop = (): void => {
    isStopped = true;
    wake();
  };
  process.once('SIGINT', stop);
  let timer: NodeJS.Timeout | undefined;
  let hasChanged = false;
  const watcher = watch(dirname(file), { recursive: true }, (_event, name) => {
    if (name?.split(sep).includes('node_modules')) return;
    clearTimeout(timer);
    timer = setTimeout(() => {
      hasChanged = true;
      wake();
    }, QUIET_MS);
  });
  try {
    for (;;) {
      hasChanged = false;
      const exitCode = await run();
      while (!hasChanged && !isStopped) await new Promise<void>((resolve) => (wake = resolve));
      if (isStopped) return exitCode;
    }
  } finally {
    watcher.close();
    clearTimeout(timer);
    process.off('SIGINT', stop);
  }
}
