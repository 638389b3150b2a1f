import type { OrchestratorCallParts } from './call';
import type { OrchestratorInvocation, OrchestratorOptions, OrchestratorResponse } from './types';

/** Invokes functions from inside a function (docs/platform.md, "OrchestratorClient"). */
export class OrchestratorClient {
  readonly #parts: OrchestratorCallParts;

  constructor(parts: OrchestratorCallParts) {
    this.#parts = parts;
  }

  /**
   * Invokes functions of the account, one after another or in parallel. Repeats invocations that failed for a reason that may pass. Calls
   * are signed with the secret `lp-faas-orchestrator-app-key` if it exists, or else with `lp-faas-default-app-key`.
   *
   * @param invocations the functions to invoke, at least one
   * @param deadline milliseconds after which the call ends. This includes retries, waits, service discovery and tokens. It is at most
   *   25,000. A longer deadline is shortened with a warning. Running requests are aborted, but a function that a request has reached may
   *   still run.
   * @param options see {@link OrchestratorOptions}
   * @returns an outcome for each invocation, in the order of the invocations
   * @throws ToolbeltError `ErrorCodes.Toolbelt.INVALID_ARGUMENT` for wrong arguments. Nothing was sent then.
   * @throws OrchestratorError `ErrorCodes.Orchestrator.TIMEOUT` when the deadline passed. With EXIT_ON_ERROR, the error of the first
   *   failure, with its code (see {@link OrchestratorResponse.error}), its `uuid` and its `statusCode`. The code of the cause when there is
   *   no access token. `results` has an outcome for each invocation.
   * @throws ToolbeltError when the account, the app key or the gateway's host is not known, with the code of that problem. This does not
   *   depend on the error strategy. Nothing was invoked then.
   */
  async invoke<Body = unknown>(
    invocations: readonly OrchestratorInvocation[],
    deadline?: number,
    options?: OrchestratorOptions,
  ): Promise<OrchestratorResponse<Body>[]> {
    // Loaded here, so that a program that never invokes a function does not load this code.
    const { readPlan } = require('./plan') as typeof import('./plan');
    const { OrchestratorCall } = require('./call') as typeof import('./call');
    const { plan, warnings } = readPlan(invocations, deadline, options);
    for (const [topic, message] of warnings) this.#parts.warnOnce(topic, message);
    const results = await new OrchestratorCall(plan, this.#parts).run();
    return results as OrchestratorResponse<Body>[];
  }
}
