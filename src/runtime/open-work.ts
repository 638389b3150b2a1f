/**
 * The resources of `async_hooks` that keep a process busy, and what to call them. TLSWRAP is left out: below it there is
 * a TCPWRAP, and the same socket would be counted twice.
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
/** Up to so many resources are kept without a look at which of them have ended. */
const FEW = 64;

interface Work {
  readonly kind: string;
  readonly resource: WeakRef<Refable>;
}

interface Refable {
  hasRef?(): boolean;
  /** Node sets it when a timer has fired or was cleared. `hasRef` stays true for a timer that has fired. */
  _destroyed?: boolean;
}

/** The timers, sockets and other resources that a run has created. */
export class OpenWork {
  #started: Work[] = [];
  #many = FEW;

  /** @param type the type that `async_hooks` gives the resource */
  add(type: string, resource: object): void {
    const kind = KINDS[type];
    if (kind === undefined) return;
    // A strong reference would keep the resource alive, and its callback with it.
    this.#started.push({ kind, resource: new WeakRef(resource) });
    if (this.#started.length <= this.#many) return;
    this.#started = this.#started.filter(isOpen);
    this.#many = Math.max(FEW, this.#started.length * 2);
  }

  /**
   * Whether any resource is still open. A resource that does not keep the process alive, such as an idle keep-alive
   * socket, does not count.
   */
  isAny(): boolean {
    return this.#started.some(isOpen);
  }

  /** The open resources, counted by kind, as in `2 timers and 1 socket`; `''` when there are none. */
  describe(): string {
    const counts = new Map<string, number>();
    for (const { kind } of this.#started.filter(isOpen)) counts.set(kind, (counts.get(kind) ?? 0) + 1);
    return Array.from(counts, ([kind, count]) => `${count} ${plural(kind, count)}`).join(' and ');
  }
}

/** A handle that was closed answers `hasRef` with false. */
function isOpen({ resource }: Work): boolean {
  const found = resource.deref();
  return found !== undefined && !found._destroyed && found.hasRef?.() === true;
}

function plural(kind: string, count: number): string {
  if (count === 1) return kind;
  return kind === 'child process' ? 'child processes' : `${kind}s`;
}
