import type { SendCall } from '../http/http-client';
import type { AuthorizerFor } from './app-keys';

/** What the client needs; the facade supplies it. */
export interface OrchestratorClientParts {
  send: SendCall;
  /** The origin of a LivePerson service. */
  origin(service: string): Promise<string>;
  authorizerFor: AuthorizerFor;
  accountId(): string;
  functionId(): string | undefined;
  /** Prints a warning. */
  warnOnce(topic: string, message: string): void;
}

/** What to do when an invocation fails. */
export const ErrorStrategy = {
  /** Give up everything with the first failure. */
  EXIT_ON_ERROR: 'ExitOnError',
  /** Go on with the others; the failed result carries its `error`. */
  CONTINUE_ON_ERROR: 'ContinueOnError',
} as const;

/** Invokes functions from inside a function (seed 003, facts §9). */
export class OrchestratorClient {
  readonly #parts: OrchestratorClientParts;

  constructor(parts: OrchestratorClientParts) {
    this.#parts = parts;
  }
}
