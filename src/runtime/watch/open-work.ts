import { executionAsyncResource } from 'node:async_hooks';
import type { WatchedCall } from '../../internal/async/call-channel';
import { placeOf } from './call-site';
import { type Owner, ownerNow } from './work-owner';

/**
 * The resources of `async_hooks` that keep a process busy, with their names for messages. TLSWRAP is left out, because it is always based
 * on a TCPWRAP, and the same socket would be counted twice.
 */
const KINDS: Readonly<Record<string, string>> = {
  Timeout: 'timer',
  Immediate: 'immediate',
  TCPWRAP: 'socket',
  PIPEWRAP: 'socket',
  UDPWRAP: 'socket',
  TCPSERVERWRAP: 'server',
  PIPESERVERWRAP: 'server',
  PROCESSWRAP: 'child process',
  WORKER: 'worker thread',
  FSEVENTWRAP: 'file watcher',
  StatWatcher: 'file watcher',
};
/** Up to this number of resources, it is not checked which of them have ended. */
const FEW = 64;
const MAX_CALLS_SHOWN = 3;

interface Work {
  readonly kind: string;
  readonly owner: Owner;
  readonly resource: WeakRef<Refable>;
}

interface Refable {
  hasRef?(): boolean;
  /** Node sets it when a timer has fired or was cleared. `hasRef` stays true for a timer that has fired. */
  _destroyed?: boolean;
  /** The delay of a timer; Node sets it to -1 when the timer is cleared. */
  _idleTimeout?: number;
}

/** The timers, sockets and other resources that a run has created, and the calls that it has made. */
export class OpenWork {
  #started: Work[] = [];
  /** The timers that were open when the outcome was decided. */
  #left: Work[] = [];
  #many = FEW;
  /** The calls that have not ended, as far as it is known. */
  #calls: WatchedCall[] = [];
  /** The calls that had not ended when the outcome was decided, and those that began later. A client may begin a call after a moment. */
  #callsLeft: WatchedCall[] | undefined;

  /** @param type the type that `async_hooks` gives the resource */
  add(type: string, resource: object): void {
    const kind = KINDS[type];
    if (kind === undefined) return;
    const owner = ownerNow();
    // The calls of the clients are watched separately, whether a real server or a mock answers them.
    if (owner === 'kit' || (owner === 'client' && kind === 'socket')) return;
    // A strong reference would keep the resource alive, and its callback with it.
    this.#started.push({ kind, owner, resource: new WeakRef(resource) });
    if (this.#started.length <= this.#many) return;
    this.#started = this.#started.filter(isOpen);
    this.#many = Math.max(FEW, this.#started.length * 2);
  }

  addCall(call: WatchedCall): void {
    this.#calls = [...this.openCalls(), call];
    this.#callsLeft?.push(call);
  }

  /** The calls that have not ended. */
  openCalls(): WatchedCall[] {
    return this.#calls.filter(({ isSettled }) => !isSettled);
  }

  /** Records what is open now, when the outcome is decided. The timer that is firing is not open. */
  markEnd(): void {
    this.#callsLeft = this.openCalls();
    const firing = executionAsyncResource();
    this.#left = this.#started.filter(
      (work) => work.kind === 'timer' && isOpen(work) && work.resource.deref() !== firing,
    );
  }

  /**
   * The work that was left behind: what is open, and the timers that were open at the end and have fired since. Without these timers, the
   * load of the machine would decide whether a short timer is found.
   */
  #leftBehind(): Work[] {
    const fired = this.#left.filter((work) => !isOpen(work) && hasFired(work));
    return [...this.#started.filter(isOpen), ...fired];
  }

  /** Whether any work was left behind. */
  isAnyLeft(): boolean {
    return this.#namedCalls().length > 0 || this.#leftBehind().length > 0;
  }

  /**
   * Whether any resource or call is still open. A resource that does not keep the process alive, such as an idle keep-alive
   * socket, does not count.
   */
  isAny(): boolean {
    return this.#started.some(isOpen) || this.openCalls().length > 0;
  }

  /** The work that was left behind: the calls, and the resources counted by kind, as in `2 timers`. Resources of calls are left out. */
  describe(): string[] {
    const calls = this.#namedCalls();
    const counts = new Map<string, number>();
    const left = this.#leftBehind().filter(({ owner }) => owner === 'lambda' || calls.length === 0);
    for (const { kind } of left) counts.set(kind, (counts.get(kind) ?? 0) + 1);
    return [
      ...describeCalls(calls),
      ...Array.from(counts, ([kind, count]) => `${count} ${plural(kind, count)}`),
    ];
  }

  #namedCalls(): readonly WatchedCall[] {
    return this.#callsLeft ?? [];
  }
}

/** The calls in words, with the places where they were made. When there are many, only the first ones are named. */
export function describeCalls(calls: readonly WatchedCall[]): string[] {
  const named = calls.slice(0, MAX_CALLS_SHOWN);
  const texts = named.map((call) => `the call ${call.describe()}${placeOf(call.site?.())}`);
  const more = calls.length - named.length;
  return more > 0 ? [...texts, `${more} more calls`] : texts;
}

/** A handle that was closed answers `hasRef` with false. */
function isOpen({ resource }: Work): boolean {
  const found = resource.deref();
  return found !== undefined && !found._destroyed && found.hasRef?.() === true;
}

/** A timer of 1 ms takes one turn of the event loop, like an immediate. */
function hasFired({ resource }: Work): boolean {
  const { _destroyed = false, _idleTimeout = -1 } = resource.deref() ?? {};
  return _destroyed && _idleTimeout > 1;
}

function plural(kind: string, count: number): string {
  if (count === 1) return kind;
  return kind === 'child process' ? 'child processes' : `${kind}s`;
}
