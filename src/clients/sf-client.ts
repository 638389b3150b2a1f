import type { SendCall } from '../http/http-client';

/** What the client needs; the facade supplies it. */
export interface SFClientParts {
  send: SendCall;
  /** Prints a warning once for each topic. */
  warnOnce(topic: string, message: string): void;
}

/** Connects to Salesforce through jsforce (seed 003, facts §10). */
export class SFClient {
  readonly #parts: SFClientParts;

  constructor(parts: SFClientParts) {
    this.#parts = parts;
  }
}
