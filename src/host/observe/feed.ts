import type { HostEvent } from './types';

/** Tells listeners what happens in a host. */
export class Feed {
  readonly #listeners = new Set<(event: HostEvent) => void>();

  /** @returns a function that removes the listener */
  observe(listener: (event: HostEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  emit(event: HostEvent): void {
    for (const listener of this.#listeners) listener(event);
  }

  /** Reports a problem that does not stop the host. */
  problem(message: string): void {
    this.emit({ type: 'problem', message });
  }

  get hasListeners(): boolean {
    return this.listeners > 0;
  }

  get listeners(): number {
    return this.#listeners.size;
  }
}
