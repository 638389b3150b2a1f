/** How often the thread looks for the parent. */
const LOOK_MS = 250;

/**
 * The program of the thread. A main thread without an endless loop notices the end of its parent itself. It has time to run the handlers of
 * `exit` until the thread has looked twice. When the parent of a process ends, the process gets another parent. On Windows, it keeps the id
 * of the parent that ended.
 */
const PROGRAM = `
const { workerData: { parent, lookMs } } = require('node:worker_threads');
const isAlive = () => {
  if (process.ppid !== parent) return false;
  try {
    return process.kill(parent, 0);
  } catch (error) {
    return error.code === 'EPERM';
  }
};
let missed = 0;
setInterval(() => {
  missed = isAlive() ? 0 : missed + 1;
  if (missed > 1) process.kill(process.pid, 'SIGKILL');
}, lookMs);
`;

/**
 * Ends this process when its parent has ended, even if the main thread is in an endless loop. The thread that looks for the parent does not
 * keep the process alive.
 */
export function endWithParent(): void {
  const { Worker } = require('node:worker_threads') as typeof import('node:worker_threads');
  const workerData = { parent: process.ppid, lookMs: LOOK_MS };
  // The flags and the variables of this process are for the lambda. They may load a debugger or a module.
  new Worker(PROGRAM, { eval: true, workerData, execArgv: [], env: {} }).unref();
}
