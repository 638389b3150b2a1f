/** What a new function is made of. */
export interface FunctionTemplate {
  readonly id: string;
  readonly title: string;
  readonly description: string;
  /** The builder of the event that the function listens to: a name in `events` of the test kit. Null for no event. */
  readonly builder: string | null;
  /** Hosts that the function calls. */
  readonly domains?: readonly string[];
  /** Secrets that the function reads, with values that replace the real ones. */
  readonly secrets?: Readonly<Record<string, unknown>>;
  /** The payload that the function is invoked with. Without it, it is the one of the event. */
  readonly payload?: unknown;
  readonly source: string;
  /** The test: the body of a function that may use `invoke`, `platform`, `events`, `nock`, `LAMBDA` and `expect`. */
  readonly test: string;
}

/** Joins lines, and indents them as in the body of a test. */
export function lines(...text: string[]): string {
  return text.join('\n');
}
