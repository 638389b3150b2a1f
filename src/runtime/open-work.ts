/** What Node calls the things that keep a process busy, in words. TLSWRAP is left out: it lies on a TCPWRAP. */
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
const FEW = 64;

interface Work {
  readonly kind: string;
  readonly resource: WeakRef<Refable>;
}

interface Refable {
  hasRef?(): boolean;
  /** Set by Node when a timer has fired or was cleared; `hasRef` alone does not tell that it has fired. */
  _destroyed?: boolean;
}

/** The timers, sockets and the like that a run has started. */
export class OpenWork {
  #started: Work[] = [];
  #many = FEW;

  /** @param type what `async_hooks` calls it */
  add(type: string, resource: object): void {
    const kind = KINDS[type];
    if (kind === undefined) return;
    // Held weakly: what is watched must not be kept alive by the watching.
    this.#started.push({ kind, resource: new WeakRef(resource) });
    if (this.#started.length <= this.#many) return;
    this.#started = this.#started.filter(isOpen);
    this.#many = Math.max(FEW, this.#started.length * 2);
  }

  /** Whether any is still open. What does not keep the process alive (an idle keep-alive socket, say) does not count. */
  isAny(): boolean {
    return this.#started.some(isOpen);
  }

  /** What is still open, counted by kind, as in `2 timers and 1 socket`; `''` for nothing. */
  describe(): string {
    const counts = new Map<string, number>();
    for (const { kind } of this.#started.filter(isOpen)) counts.set(kind, (counts.get(kind) ?? 0) + 1);
    return Array.from(counts, ([kind, count]) => `${count} ${plural(kind, count)}`).join(' and ');
  }
}

/** Handles that were closed have no reference any more. */
function isOpen({ resource }: Work): boolean {
  const found = resource.deref();
  return found !== undefined && !found._destroyed && found.hasRef?.() === true;
}

function plural(kind: string, count: number): string {
  if (count === 1) return kind;
  return kind === 'child process' ? 'child processes' : `${kind}s`;
}
