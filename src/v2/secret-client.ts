import { ExpiringCache } from '../internal/expiring-cache';
import { copyJson } from '../internal/json-copy';
import { ownProperties } from '../internal/own-properties';
import type { SecretClient as SecretClientOfV1, SecretEntry } from '../secrets/secret-client';
import { ErrorCodes, ToolBeltError } from './errors';

export type { SecretEntry } from '../secrets/secret-client';

/** How a secret is read. */
export interface ReadSecretOptions {
  /** Whether a value that was read in the last 5 minutes may be returned. @default true */
  useCache?: boolean;
  /** Milliseconds after which the read fails. @default 5000 */
  timeout?: number;
}

/** Milliseconds for which a value is kept. */
const KEPT_MS = 300_000;
const DEFAULT_TIMEOUT_MS = 5_000;
const PLATFORM_PREFIX = 'LIVEPERSON_DEFAULT_';

interface Kept {
  /** The source of secrets at the time of the read. Values from another source are not returned. */
  source: unknown;
  value: unknown;
}

/** The values of secrets that were read in the last 5 minutes. All clients of the process share them. */
export class SecretCache {
  readonly #kept = new ExpiringCache<Kept>();

  /** Forgets all values, so that the next reads go to the store. */
  clear(): void {
    this.#kept.clear();
  }

  /** Forgets the value of one secret. */
  delete(key: string): void {
    this.#kept.delete(key);
  }

  /** @internal */
  find(key: string, source: unknown): Kept | undefined {
    const kept = this.#kept.get(key);
    return kept?.source === source ? kept : undefined;
  }

  /** @internal */
  keep(key: string, kept: Kept): void {
    this.#kept.set(key, kept, KEPT_MS);
  }
}

/** The values that the clients of this process have read. See {@link SecretCache}. */
export const globalSecretCache = new SecretCache();

/** Reads and updates secrets (docs/platform.md, "The toolbelt of V2"). Values are kept for 5 minutes. Callers get copies. */
export class SecretClient {
  readonly #store: SecretClientOfV1;
  readonly #source: () => unknown;
  readonly #defaults: ReadSecretOptions;

  /** @internal */
  constructor(store: SecretClientOfV1, source: () => unknown, defaults: ReadSecretOptions) {
    this.#store = store;
    this.#source = source;
    this.#defaults = defaults;
  }

  /**
   * Reads a secret. Strings and JSON values are returned exactly as they were stored.
   *
   * @param options see {@link ReadSecretOptions}
   * @throws an error with the code `ErrorCodes.Secret.InvalidFormat` for a key that no secret can have, `NotFound` for a key that no secret
   *   has, `OpFailed` when the store failed or took longer than `timeout`
   */
  async readSecret<Value = unknown>(key: string, options?: ReadSecretOptions): Promise<SecretEntry<Value>> {
    const { useCache = true, timeout = DEFAULT_TIMEOUT_MS } = ownProperties({
      ...this.#defaults,
      ...options,
    });
    const source = this.#source();
    const kept = useCache ? globalSecretCache.find(key, source) : undefined;
    if (kept) return { key, value: copyJson(kept.value) as Value };
    const { value } = await inTime(this.#store.readSecret<Value>(key), key, timeout);
    globalSecretCache.keep(key, { source, value: copyJson(value) });
    return { key, value };
  }

  /**
   * Replaces the value of a secret that exists.
   *
   * @param entry the key and the new value. The value may have 16,384 characters as JSON.
   * @throws an error with the code `ErrorCodes.Secret.Forbidden` for a secret of the platform, `InvalidFormat` for a key or value that
   *   cannot be stored, `NotFound` for a key that no secret has, `OpFailed` when the store failed. Nothing is written then.
   */
  async updateSecret<Value = unknown>(entry: SecretEntry<Value>): Promise<SecretEntry<Value>> {
    const key: unknown = entry?.key;
    if (typeof key === 'string' && key.startsWith(PLATFORM_PREFIX)) {
      throw new ToolBeltError(
        'SecretClient',
        ErrorCodes.Secret.Forbidden,
        `"${key}" belongs to the platform and cannot be updated: names that begin with ${PLATFORM_PREFIX} are read-only.`,
      );
    }
    const updated = await this.#store.updateSecret(entry);
    globalSecretCache.keep(updated.key, { source: this.#source(), value: copyJson(updated.value) });
    return updated;
  }
}

async function inTime<Result>(read: Promise<Result>, key: string, timeoutMs: number): Promise<Result> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      const text = `"${key}" could not be read within ${timeoutMs} ms (option "timeout").`;
      reject(new ToolBeltError('SecretClient', ErrorCodes.Secret.OpFailed, text));
    }, timeoutMs);
  });
  try {
    return await Promise.race([read, late]);
  } finally {
    clearTimeout(timer);
  }
}
