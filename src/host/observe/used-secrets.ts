import { isRecord } from '../../internal/is-record';
import { KnownSecrets, redact } from '../../internal/redact';

/** The greatest number of values. A function may write a new access token every hour. */
const MAX_VALUES = 10_000;
/** Values that lie deeper are not looked at. */
const MAX_DEPTH = 5;
const NAMES_OF_PLACES = /^(?:host|hostname|domain)$/i;

/**
 * The values of the secrets that functions have used. A function may log a secret, answer it or send it under any name. So the values are
 * removed from all that the host keeps or shows. Callers get the result of a function as it is.
 */
export class UsedSecrets {
  readonly #accountId: string;
  readonly #values = new KnownSecrets(MAX_VALUES);

  /** @param accountId may be a part of a secret, but it is a part of many URLs too */
  constructor(accountId: string) {
    this.#accountId = accountId;
  }

  /** The values. Undefined while there are none, so that texts are not searched without need. */
  get known(): KnownSecrets | undefined {
    return this.#values.isEmpty ? undefined : this.#values;
  }

  /** @param value the value of a secret: a text, JSON, or JSON as a text */
  add(value: unknown): void {
    this.#values.add(this.#hiddenParts(value));
    if (typeof value === 'string' && value.startsWith('{'))
      this.#values.add(this.#hiddenParts(parsed(value)));
  }

  /** The text without the values. */
  removeFrom(text: string): string {
    return this.#values.removeFrom(text);
  }

  /** @returns a copy without the values. While there are none, it is the same value. */
  hide<Value>(value: Value): Value {
    const { known } = this;
    return known === undefined ? value : (redact(value, { known }) as Value);
  }

  /** Leaves out what says where a secret belongs. Without this, nobody could see to which host a request went. */
  #hiddenParts(value: unknown, depth = 0): unknown {
    if (depth > MAX_DEPTH) return undefined;
    if (Array.isArray(value)) return value.map((item) => this.#hiddenParts(item, depth + 1));
    if (!isRecord(value)) return value === this.#accountId || isOrigin(value) ? undefined : value;
    const parts = Object.entries(value).filter(([name]) => !NAMES_OF_PLACES.test(name));
    return Object.fromEntries(parts.map(([name, part]) => [name, this.#hiddenParts(part, depth + 1)]));
  }
}

function isOrigin(value: unknown): boolean {
  return (
    typeof value === 'string' && URL.canParse(value) && value.replace(/\/$/, '') === new URL(value).origin
  );
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
