import { type ContextStore, DEFAULT_SESSION, type StoredNamespace } from '../doubles/context-store';

/** The contents of the Context Session Store. */
export class PlatformContext {
  readonly #store: ContextStore;

  constructor(store: ContextStore) {
    this.#store = store;
  }

  /** A copy of the properties of a session. `undefined` when it has none. */
  get(namespace: string, sessionId = DEFAULT_SESSION): Record<string, unknown> | undefined {
    return this.#store.read(namespace, sessionId);
  }

  /** Sets properties of a session, and keeps its other properties. Their time to live is the same as when a lambda writes them. */
  set(namespace: string, properties: Readonly<Record<string, unknown>>, sessionId = DEFAULT_SESSION): void {
    this.#store.save(namespace, sessionId, properties);
  }

  /** The namespaces, as the service lists them. */
  namespaces(): StoredNamespace[] {
    return this.#store.namespaces();
  }

  /** The ids of a namespace's sessions. `undefined` when there is no such namespace. */
  sessions(namespace: string): string[] | undefined {
    return this.#store.sessionIds(namespace);
  }
}
