/** The configuration of a client. The key alone means `{ apiKey }` with the account of the environment. */
export interface ContextServiceConfig {
  /** The account's key of the Context Session Store (`maven-api-key`). */
  apiKey: string;
  /**
   * The LivePerson account (brand, site) id. It is required. The type also allows undefined, so that `process.env.BRAND_ID` needs no check.
   */
  accountId: string | undefined;
  /**
   * How many milliseconds a method call may take in all, with service discovery, rate limit, requests and repetitions.
   * @default 25000
   */
  timeout?: number | undefined;
}

/** A namespace of the account. */
export interface Namespace {
  /** Name of the namespace, unique in the account. */
  name: string;
  /** When it was created. An invalid Date when the service gave no date. */
  createdAt: Date;
  /** How many seconds properties are kept. When it is missing or 0, they do not expire. */
  ttlSecond?: number;
}

/** Options of `createNamespace`. */
export interface NamespaceOptions {
  /**
   * How many seconds properties are kept. A positive integer.
   * @default undefined, and properties do not expire
   */
  ttl?: number | undefined;
}

/** Properties by name, each a JSON value. */
export type Entity<Value = unknown> = Record<string, Value>;
