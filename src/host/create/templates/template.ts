/** What a new function is made of. */
export interface FunctionTemplate {
  readonly id: string;
  readonly title: string;
  readonly description: string;
  /** The builder of the event that the function listens to, a name in `events` of the test kit; null for none. */
  readonly builder: string | null;
  /** Hosts that it calls. */
  readonly domains?: readonly string[];
  /** Secrets that it reads, with values that stand for real ones. */
  readonly secrets?: Readonly<Record<string, unknown>>;
  /** What it is invoked with, unless the event says it. */
  readonly payload?: unknown;
  readonly source: string;
  /** The test: the body of a function that may use `invoke`, `platform`, `events`, `nock`, `LAMBDA` and `expect`. */
  readonly test: string;
}

/** The lines of a text, indented as they stand in a test. */
export function lines(...text: string[]): string {
  return text.join('\n');
}
