import type { SendCall } from '../http/http-client';

/** What the util needs; the facade supplies it. */
export interface GdprUtilParts {
  send: SendCall;
  /** The origin of a LivePerson service. */
  origin(service: string): Promise<string>;
}

/** Replaces files of conversations (seed 003, facts §8). */
export class GDPRUtil {
  readonly #parts: GdprUtilParts;

  constructor(parts: GdprUtilParts) {
    this.#parts = parts;
  }
}
