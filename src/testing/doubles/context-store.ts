import { copyJson } from '../../internal/json-copy';

/** The session of calls that do not name a session (docs/platform.md, "Context Session Store"). */
export const DEFAULT_SESSION = '__default__';

/** A namespace as the service lists it. */
export interface StoredNamespace {
  /** Its name. */
  name: string;
  /** When it was created, in ISO 8601. */
  createdAt: string;
  /** Time to live in seconds. Missing when properties do not expire. */
  ttlSecond?: number;
}

/** A session with a time to live of its own, as the service lists it. */
export interface StoredSession {
  sessionId: string;
  createdAt: string;
  ttlSecond: number;
}

interface Property {
  value: unknown;
  /** When the property expires, in milliseconds on the clock. Infinity when it does not. */
  expiresAt: number;
}

interface Session {
  createdAt: number;
  ttlSecond: number | undefined;
  properties: Map<string, Property>;
}

interface Namespace {
  createdAt: number;
  ttlSecond: number | undefined;
  sessions: Map<string, Session>;
}

/**
 * Namespaces, sessions and properties with their times to live (docs/platform.md, "Context Session Store"). The time to live of a property
 * starts when the property is written. The session's time to live applies, or else that of the namespace. When the clock goes back, the
 * remaining time of every property stays the same: no property lives longer, and expired properties do not come back.
 */
export class ContextStore {
  readonly #clock: () => number;
  readonly #namespaces = new Map<string, Namespace>();
  #lastSeen: number | undefined;

  constructor(clock: () => number) {
    this.#clock = clock;
  }

  /** Creates a namespace, or changes its time to live. 0 means that it never ends. `undefined` changes nothing. */
  createNamespace(name: string, ttlSecond?: number): void {
    const namespace = this.#namespace(name);
    if (ttlSecond !== undefined) namespace.ttlSecond = ttlSecond || undefined;
  }

  namespaces(): StoredNamespace[] {
    this.#now();
    return [...this.#namespaces].map(([name, { createdAt, ttlSecond }]) => ({
      name,
      createdAt: new Date(createdAt).toISOString(),
      ...(ttlSecond !== undefined && { ttlSecond }),
    }));
  }

  deleteNamespace(name: string): void {
    this.#namespaces.delete(name);
  }

  /** Creates a session with a time to live. 0 means that it never ends. */
  setSessionTtl(namespace: string, sessionId: string, ttlSecond: number): void {
    this.#session(namespace, sessionId).ttlSecond = ttlSecond;
  }

  /** The sessions for which a time to live was set. `undefined` for an unknown namespace. */
  sessions(namespace: string): StoredSession[] | undefined {
    const sessions = this.#find(namespace)?.sessions;
    return (
      sessions &&
      [...sessions].flatMap(([sessionId, { createdAt, ttlSecond }]) =>
        ttlSecond === undefined
          ? []
          : [{ sessionId, createdAt: new Date(createdAt).toISOString(), ttlSecond }],
      )
    );
  }

  /** Removes a session and its time to live. */
  deleteSession(namespace: string, sessionId: string): void {
    this.#find(namespace)?.sessions.delete(sessionId);
  }

  /** Removes the properties of a session. Its time to live stays. */
  clearSession(namespace: string, sessionId: string): void {
    this.#find(namespace)?.sessions.get(sessionId)?.properties.clear();
  }

  /** The ids of the default session and of all sessions with properties. `undefined` for an unknown namespace. */
  sessionIds(namespace: string): string[] | undefined {
    const found = this.#find(namespace);
    if (!found) return undefined;
    const used = [...found.sessions].filter(([, { properties }]) => properties.size > 0).map(([id]) => id);
    return [...new Set([DEFAULT_SESSION, ...used])];
  }

  /** Sets some properties. The others stay as they are. */
  save(namespace: string, sessionId: string, properties: Readonly<Record<string, unknown>>): void {
    const now = this.#now();
    const session = this.#session(namespace, sessionId);
    const ttlSecond = session.ttlSecond ?? this.#namespace(namespace).ttlSecond ?? 0;
    const expiresAt = ttlSecond === 0 ? Number.POSITIVE_INFINITY : now + ttlSecond * 1_000;
    for (const [name, value] of Object.entries(properties)) {
      session.properties.set(name, { value: copyJson(value), expiresAt });
    }
  }

  /** Copies of a session's properties. `undefined` for a session without properties, unless it is the default session. */
  read(namespace: string, sessionId: string): Record<string, unknown> | undefined {
    const found = this.#find(namespace);
    const properties = found?.sessions.get(sessionId)?.properties;
    if (!found || (!properties?.size && sessionId !== DEFAULT_SESSION)) return undefined;
    return Object.fromEntries([...(properties ?? [])].map(([name, { value }]) => [name, copyJson(value)]));
  }

  deleteProperty(namespace: string, sessionId: string, property: string): void {
    this.#find(namespace)?.sessions.get(sessionId)?.properties.delete(property);
  }

  #find(name: string): Namespace | undefined {
    this.#now();
    return this.#namespaces.get(name);
  }

  #namespace(name: string): Namespace {
    const known = this.#find(name);
    if (known) return known;
    const created: Namespace = { createdAt: this.#now(), ttlSecond: undefined, sessions: new Map() };
    this.#namespaces.set(name, created);
    return created;
  }

  #session(namespace: string, sessionId: string): Session {
    const { sessions } = this.#namespace(namespace);
    const known = sessions.get(sessionId);
    if (known) return known;
    const created: Session = { createdAt: this.#now(), ttlSecond: undefined, properties: new Map() };
    sessions.set(sessionId, created);
    return created;
  }

  /** The time of the clock. Properties that have expired by then are removed. */
  #now(): number {
    const now = this.#clock();
    const back = this.#lastSeen === undefined ? 0 : Math.max(0, this.#lastSeen - now);
    this.#lastSeen = now;
    for (const { sessions } of this.#namespaces.values()) {
      for (const { properties } of sessions.values()) expire(properties, now, back);
    }
    return now;
  }
}

/** @param back how many milliseconds the clock went back */
function expire(properties: Map<string, Property>, now: number, back: number): void {
  for (const [name, property] of properties) {
    property.expiresAt -= back;
    if (property.expiresAt <= now) properties.delete(name);
  }
}
