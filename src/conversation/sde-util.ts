/** What the util needs; the facade supplies it. */
export interface SdeUtilParts {
  lpClient(service: string, path: string, options: Record<string, unknown>): Promise<unknown>;
  accountId(): string;
}

/** Adds engagement attributes and reads them from conversations (seed 003, facts §3). */
export class SDEUtil {
  readonly #parts: SdeUtilParts;

  constructor(parts: SdeUtilParts) {
    this.#parts = parts;
  }
}
