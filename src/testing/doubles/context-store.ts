import { copyJson } from '../../internal/json-copy';

/** The session of calls that name none (facts §4.1). */
export const DEFAULT_SESSION = '__default__';

/** A namespace as the service lists it. */
export interface StoredNamespace {
  /** Its name. */
  name: string;
  /** ISO 8601. */
  createdAt: string;
  /** Seconds; missing when properties stay for good. */
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
  /** Milliseconds on the clock; Infinity for good. */
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
 * Namespaces, sessions and properties with their times to live (facts §4.2): a time counts from when a property is
 * written, that of its session before that of its namespace. When the clock goes back, what is left of every time
 * stays as it was: nothing lives longer for it, and what has expired does not come back.
 */
export class ContextStore {
  readonly #clock: () => number;
  readonly #namespaces = new Map<string, Namespace>();
  #lastSeen: number | undefined;

  constructor(clock: () => number) {
    this.#clock = clock;
  }

  /** Creates a namespace, or changes the time to live of one; 0 is for good, `undefined` changes nothing. */
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

  /** Creates a session with a time to live; 0 is for good. */
  setSessionTtl(namespace: string, sessionId: string, ttlSecond: number): void {
    this.#session(namespace, sessionId).ttlSecond = ttlSecond;
  }

  /** The sessions that have a time to live of their own; `undefined` for an unknown namespace. */
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

  /** Forgets a session with its time to live. */
  deleteSession(namespace: string, sessionId: string): void {
    this.#find(namespace)?.sessions.delete(sessionId);
  }

  /** Forgets the properties of a session; a time to live that it has stays. */
  clearSession(namespace: string, sessionId: string): void {
    this.#find(namespace)?.sessions.get(sessionId)?.properties.clear();
  }

  /** Ids of the sessions that have properties, the default one first; `undefined` for an unknown namespace. */
  sessionIds(namespace: string): string[] | undefined {
    const found = this.#find(namespace);
    if (!found) return undefined;
    const used = [...found.sessions].filter(([, { properties }]) => properties.size > 0).map(([id]) => id);
    return [...new Set([DEFAULT_SESSION, ...used])];
  }

  /** Sets properties and leaves others as they are. */
  save(namespace: string, sessionId: string, properties: Readonly<Record<string, unknown>>): void {
    const now = this.#now();
    const session = this.#session(namespace, sessionId);
    const ttlSecond = session.ttlSecond ?? this.#namespace(namespace).ttlSecond ?? 0;
    const expiresAt = ttlSecond === 0 ? Number.POSITIVE_INFINITY : now + ttlSecond * 1_000;
    for (const [name, value] of Object.entries(properties)) {
      session.properties.set(name, { value: copyJson(value), expiresAt });
    }
  }

  /** Copies of a session's properties; `undefined` for a session without any, unless it is the default one. */
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

  /** The time. What has expired since the last look is removed. */
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

/** @param back how far the clock went back, in milliseconds */
function expire(properties: Map<string, Property>, now: number, back: number): void {
  for (const [name, property] of properties) {
    property.expiresAt -= back;
    if (property.expiresAt <= now) properties.delete(name);
  }
}
