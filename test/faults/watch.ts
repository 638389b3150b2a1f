import { Socket } from 'node:net';
import { vi } from 'vitest';

/** What happened in the process while a test watched it. */
export interface Watch {
  /** Errors that nobody caught, and rejections that nobody handled. */
  escaped: unknown[];
  /** Delays of all timers that were set, in milliseconds. */
  timersSet: number[];
  /** Delays of timers that were neither cleared nor fired. */
  timersLeft(which: 'all' | 'those that keep the process alive'): number[];
  /**
   * Lets the timers of a delay fire now, and the time of sockets that may be silent for so long.
   * @returns how many fired and were not set again by their owner
   */
  fire(delay: number): number;
  stop(): void;
}

const { setTimeout: realSet, clearTimeout: realClear } = globalThis;

/** Lets the event loop turn, so that work which a call has left behind shows itself. */
export async function turns(count = 10): Promise<void> {
  for (let turn = 0; turn < count; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}

/** Lets the event loop turn until a condition holds. The timeout of the test is the limit. */
export async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await turns(1);
}

interface Pending {
  delay: number;
  run(): void;
  wasRefreshed: boolean;
}

/**
 * Replaces the listeners for uncaught errors and unhandled rejections, and the timer functions.
 * @param passesAtOnce delays, in milliseconds, that are cut to nothing
 */
export function startWatch(passesAtOnce: (delay: number) => boolean = () => false): Watch {
  const escaped: unknown[] = [];
  const stopProcess = watchProcess(escaped);
  const timersSet: number[] = [];
  const pending = new Map<NodeJS.Timeout, Pending>();
  const setSpy = vi.spyOn(globalThis, 'setTimeout').mockImplementation(((
    run: (...args: unknown[]) => void,
    delay = 0,
    ...args: unknown[]
  ) => {
    timersSet.push(delay);
    const expire = (): void => {
      pending.delete(timer);
      run(...args);
    };
    const timer = realSet(expire, passesAtOnce(delay) ? 0 : delay);
    const entry: Pending = { delay, run: () => run(...args), wasRefreshed: false };
    pending.set(timer, entry);
    const refresh = timer.refresh.bind(timer);
    timer.refresh = () => {
      entry.wasRefreshed = true;
      return refresh();
    };
    return timer;
  }) as typeof setTimeout);
  const clearSpy = vi.spyOn(globalThis, 'clearTimeout').mockImplementation((timer) => {
    pending.delete(timer as NodeJS.Timeout);
    realClear(timer);
  });
  const silences = new Map<Socket, number>();
  const setSocketTimeout = Socket.prototype.setTimeout;
  const socketSpy = vi.spyOn(Socket.prototype, 'setTimeout').mockImplementation(function (
    this: Socket,
    delay,
    listener,
  ) {
    if (delay > 0) silences.set(this, delay);
    else silences.delete(this);
    return setSocketTimeout.call(this, delay, listener);
  });
  return {
    escaped,
    timersSet,
    timersLeft: (which) =>
      [...pending].filter(([timer]) => which === 'all' || timer.hasRef()).map(([, { delay }]) => delay),
    fire: (delay) => {
      let ended = 0;
      for (const [timer, entry] of [...pending].filter(([, each]) => each.delay === delay)) {
        entry.wasRefreshed = false;
        entry.run();
        if (entry.wasRefreshed) continue;
        pending.delete(timer);
        realClear(timer);
        ended += 1;
      }
      for (const [socket] of [...silences].filter(([each, limit]) => limit === delay && !each.destroyed)) {
        silences.delete(socket);
        if (socket.emit('timeout')) ended += 1;
      }
      return ended;
    },
    stop: () => {
      setSpy.mockRestore();
      clearSpy.mockRestore();
      socketSpy.mockRestore();
      stopProcess();
    },
  };
}

function watchProcess(escaped: unknown[]): () => void {
  const restore = (['uncaughtException', 'unhandledRejection'] as const).map((event) => {
    const before = process.listeners(event as 'uncaughtException');
    const listener = (error: unknown): void => void escaped.push(error);
    process.removeAllListeners(event);
    process.on(event, listener);
    return () => {
      process.removeListener(event, listener);
      for (const former of before) process.on(event, former);
    };
  });
  return () => {
    for (const each of restore) each();
  };
}

/** How many connections keep the event loop alive. */
export function openConnections(): number {
  return process.getActiveResourcesInfo().filter((resource) => resource === 'TCPSocketWrap').length;
}
