import type { SendCall } from '../http/client/http-client';
import type { AuthorizerFor } from '../liveperson/app-keys';
import type { OrchestratorInvocation, OrchestratorOptions, OrchestratorResponse } from './types';

/** What the client needs; the facade supplies it. */
export interface OrchestratorClientParts {
  send: SendCall;
  /** The origin of a LivePerson service. */
  origin(service: string, account?: string, signal?: AbortSignal): Promise<string>;
  authorizerFor: AuthorizerFor;
  accountId(): string;
  functionId(): string | undefined;
  /** Prints a warning. */
  warnOnce(topic: string, message: string): void;
}

/** Invokes functions from inside a function (seed 003, facts §9). */
export class OrchestratorClient {
  readonly #parts: OrchestratorClientParts;

  constructor(parts: OrchestratorClientParts) {
    this.#parts = parts;
  }

  /**
   * Invokes functions of the account, one after another or in parallel, and repeats what fails in passing. Calls are
   * signed with the secret `lp-faas-orchestrator-app-key`, else `lp-faas-default-app-key`.
   *
   * @param invocations what to invoke; at least one
   * @param deadline milliseconds after which the call ends whatever it is at, 25,000 at most (more is cut, with a
   *   warning): retries, waits, service discovery and tokens included. Requests on the wire are aborted; a function
   *   that was reached may still run.
   * @param options see {@link OrchestratorOptions}
   * @returns an outcome for each invocation, in their order
   * @throws ToolbeltError `ErrorCodes.Toolbelt.INVALID_ARGUMENT` for input that is wrong; nothing was sent then
   * @throws OrchestratorError `ErrorCodes.Orchestrator.TIMEOUT` past the deadline; with the code of the failure
   *   (see {@link OrchestratorResponse.error}) and `uuid` and `statusCode` for the first one under EXIT_ON_ERROR; with
   *   the code of the cause when no token can be had. Its `results` hold an outcome for each invocation.
   * @throws ToolbeltError with the code of what is missing when the account, the app key or the gateway's host is not
   *   known, whatever the strategy; nothing was invoked then
   */
  async invoke<Body = unknown>(
    invocations: readonly OrchestratorInvocation[],
    deadline?: number,
    options?: OrchestratorOptions,
  ): Promise<OrchestratorResponse<Body>[]> {
    // ErrorStrategy is loaded with the package; what invokes need not be.
    const { readPlan } = require('./plan') as typeof import('./plan');
    const { OrchestratorCall } = require('./call') as typeof import('./call');
    const { plan, warnings } = readPlan(invocations, deadline, options);
    for (const [topic, message] of warnings) this.#parts.warnOnce(topic, message);
    const results = await new OrchestratorCall(plan, this.#parts).run();
    return results as OrchestratorResponse<Body>[];
  }
}
