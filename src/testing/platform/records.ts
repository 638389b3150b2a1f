import { ErrorCodes, ToolbeltError } from '../../errors';
import { copyJson } from '../../internal/json-copy';
import { isPlainRecord } from '../../internal/plain-record';

/** A record of the account, such as a user or a skill: any properties, and an id. */
export interface AccountRecord {
  /** The id. One is made for a record without an id. */
  id?: number | string;
  [property: string]: unknown;
}

/** Records of one kind, in their order. Records are copied when they are added and when they are read. */
export class PlatformRecords {
  readonly #kind: string;
  readonly #records = new Map<string, AccountRecord>();
  #count = 0;

  constructor(kind: string) {
    this.#kind = kind;
  }

  /**
   * Adds records. They replace those with the same ids.
   * @throws ToolbeltError `ErrorCodes.Toolbelt.INVALID_ARGUMENT` for what is no object
   */
  add(...records: readonly AccountRecord[]): void {
    const wrong = records.find((record) => !isPlainRecord(record));
    if (wrong !== undefined) {
      const text = `platform.${this.#kind}.add: expected objects such as { id: 7, name: "…" }, found ${typeof wrong}.`;
      throw new ToolbeltError(ErrorCodes.Toolbelt.INVALID_ARGUMENT, text);
    }
    for (const record of records) {
      this.#count += 1;
      const added = { id: this.#count, ...(copyJson(record) as AccountRecord) };
      this.#records.set(String(added.id), added);
    }
  }

  /** The record of this id. `undefined` when there is none. */
  get(id: number | string): AccountRecord | undefined {
    return copyJson(this.#records.get(String(id))) as AccountRecord | undefined;
  }

  /** All records. */
  all(): AccountRecord[] {
    return [...this.#records.values()].map((record) => copyJson(record) as AccountRecord);
  }

  /** Removes a record. @returns whether there was one */
  remove(id: number | string): boolean {
    return this.#records.delete(String(id));
  }
}
