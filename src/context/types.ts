/** Configures a client; the key alone stands for `{ apiKey }` with the account of the environment. */
export interface ContextServiceConfig {
  /** The account's key of the Context Session Store (`maven-api-key`). */
  apiKey: string;
  /** The LivePerson account (brand, site) id. Typed as the environment has it; it must be there all the same. */
  accountId: string | undefined;
  /**
   * Milliseconds that a method call may take in all: service discovery, rate limit, every request and repeat.
   * @default 25000
   */
  timeout?: number | undefined;
}

/** A namespace of the account. */
export interface Namespace {
  /** Its name, unique in the account. */
  name: string;
  /** An invalid Date where the service gave none. */
  createdAt: Date;
  /** Seconds that properties are kept; missing or 0: for good. */
  ttlSecond?: number;
}

/** Options of `createNamespace`. */
export interface NamespaceOptions {
  /**
   * Seconds that properties are kept, a positive integer.
   * @default undefined: for good
   */
  ttl?: number | undefined;
}

/** Properties by name, each a JSON value. */
export type Entity<Value = unknown> = Record<string, Value>;
