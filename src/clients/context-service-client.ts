import type { SendCall } from '../http/http-client';

/** What the client needs; the facade supplies it. */
export interface ContextServiceClientParts {
  send: SendCall;
  /** The origin of a LivePerson service. */
  origin(service: string): Promise<string>;
  accountId(): string;
  optionalAccountId(): string | undefined;
  /** The zone of the Context Session Store, if one is set. */
  contextServiceEnvironment(): string | undefined;
}

/** Configures a client; the key alone stands for `{ apiKey }` with the account of the environment. */
export interface ContextServiceConfig {
  apiKey: string;
  accountId?: string;
}

/** Reads and writes the Context Session Store (seed 003, facts §4). */
export class ContextServiceClient {
  readonly #parts: ContextServiceClientParts;

  constructor(config: ContextServiceConfig | string, parts: ContextServiceClientParts) {
    this.#parts = parts;
  }
}
