import { isRecord } from '../../internal/is-record';
import { isPlainRecord } from '../../internal/plain-record';
import { KnownSecrets } from '../../internal/redact';
import type { LogEntry } from '../../runtime/types';

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

  /** @returns a copy of a log entry without the values. Nothing else is missing. While there are no values, it is the same entry. */
  hideEntry(entry: LogEntry): LogEntry {
    if (this.#values.isEmpty) return entry;
    return {
      ...entry,
      message: this.removeFrom(entry.message),
      extras: entry.extras.map((extra) => this.#copy(extra)),
    };
  }

  /** @returns a copy of a record whose own texts are without the values. While there are no values, it is the same record. */
  hideTexts<Fields extends object>(fields: Fields): Fields {
    if (this.#values.isEmpty) return fields;
    const shown = Object.entries(fields).map(([name, value]) => [
      name,
      typeof value === 'string' ? this.removeFrom(value) : value,
    ]);
    return Object.fromEntries(shown) as Fields;
  }

  /** A copy of a JSON value. The names of its fields are from the function, so they may have a secret too. */
  #copy(value: unknown): unknown {
    if (typeof value === 'string') return this.removeFrom(value);
    if (Array.isArray(value)) return value.map((item) => this.#copy(item));
    if (!isPlainRecord(value)) return value;
    const fields = Object.entries(value).map(([name, field]) => [this.removeFrom(name), this.#copy(field)]);
    return Object.fromEntries(fields);
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
