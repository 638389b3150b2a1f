import type { HostEvent } from './types';

/** Tells listeners what happens in a host. */
export class Feed {
  readonly #listeners = new Set<(event: HostEvent) => void>();

  /** @returns stops the listener */
  observe(listener: (event: HostEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  emit(event: HostEvent): void {
    for (const listener of this.#listeners) listener(event);
  }

  /** Something is wrong, and the host goes on. */
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
