import { setMaxListeners } from 'node:events';
import { ErrorCodes, ToolbeltError } from '../errors';
import type { Authorizer } from '../http/request/auth';
import { untilAborted } from '../internal/async/abortable';
import { mapConcurrently } from '../internal/async/map-concurrently';
import { createAbortController } from '../internal/node/abort';
import { passableError } from '../internal/node/passable-error';
import type { AuthorizerFor } from '../liveperson/app-keys';
import { OrchestratorError } from './failure';
import { Invocation, type InvocationParts } from './invocation';
import type { Plan } from './plan';
import type { OrchestratorResponse } from './types';

/** The parts of the toolbelt that an `invoke` needs. */
export interface OrchestratorCallParts extends InvocationParts {
  /** The origin of a LivePerson service. */
  origin(service: string, account?: string, signal?: AbortSignal): Promise<string>;
  authorizerFor: AuthorizerFor;
  /** The secrets that may sign invocations. The first one that exists is used. */
  secretNames: readonly string[];
  accountId(): string;
  functionId(): string | undefined;
}

/** The URL that invocations are sent to, and the authorizers that sign them. */
interface Gateway {
  /** The URL up to the function's id. */
  base: string;
  query: string;
  /** The authorizer of the invocation with this index. */
  authorizer(index: number): Authorizer;
}

/** Builds the error that ends a call. It is built last, because the outcomes are complete only when everything has stopped. */
type Ending = (results: OrchestratorResponse[]) => OrchestratorError;

/** One call of `OrchestratorClient.invoke`, with its deadline over all invocations. */
export class OrchestratorCall {
  readonly #plan: Plan;
  readonly #parts: OrchestratorCallParts;
  readonly #invocations: readonly Invocation[];
  readonly #abort = createAbortController();
  #ending: Ending | undefined;

  constructor(plan: Plan, parts: OrchestratorCallParts) {
    this.#plan = plan;
    this.#parts = parts;
    this.#invocations = plan.invocations.map((planned) => new Invocation(planned));
    // Each running invocation adds a listener. Node would warn of a leak when there are more than ten.
    setMaxListeners(0, this.#abort.signal);
  }

  /** See `OrchestratorClient.invoke`. Settles when none of its requests is running any more. */
  async run(): Promise<OrchestratorResponse[]> {
    const timer = setTimeout(() => this.#end(this.#deadlinePassed), this.#plan.deadlineMs);
    try {
      await this.#invokeAll();
    } catch (error) {
      // After the end of the call, this error is only a consequence of the end.
      if (this.#ending === undefined) throw error;
    } finally {
      clearTimeout(timer);
    }
    const results = this.#invocations.map((invocation) => invocation.outcome ?? invocation.cancelled());
    if (this.#ending) throw this.#ending(results);
    return results;
  }

  async #invokeAll(): Promise<void> {
    const { signal } = this.#abort;
    const parts = this.#parts;
    const { timeoutMs, concurrency } = this.#plan;
    const gateway = await untilAborted(this.#findGateway(), signal);
    // The callback below must not throw. An error would settle the call while other invocations are still stopping.
    await mapConcurrently(this.#invocations, concurrency, async (invocation, index) => {
      if (signal.aborted) return;
      const url = `${gateway.base}${invocation.planned.segment}${gateway.query}`;
      const authorizer = gateway.authorizer(index);
      try {
        await invocation.run({ parts, url, authorizer, timeoutMs, signal });
      } catch (error) {
        this.#end((results) => impossible(error, results));
      }
      if (this.#plan.exitsOnError && invocation.outcome?.error) {
        this.#end((results) => failed(invocation, index, results));
      }
    });
  }

  async #findGateway(): Promise<Gateway> {
    const parts = this.#parts;
    const account = parts.accountId();
    const authorize = () => parts.authorizerFor('OrchestratorClient', parts.secretNames);
    const first = await authorize();
    // An authorizer that answers challenges remembers the token it sent last. Invocations that run in parallel must not
    // share it.
    const isShared = this.#plan.concurrency === 1 || first.challenged === undefined;
    const others = isShared ? [] : await Promise.all(this.#invocations.slice(1).map(authorize));
    this.#abort.signal.throwIfAborted();
    const gateway = await parts.origin('faasGW', account, this.#abort.signal);
    // The gateway requires the name of the caller. V2 of the toolbelt sends a similar `<function id>_<account>`
    // (docs/platform.md, "OrchestratorClient").
    const caller = encodeURIComponent(`${parts.functionId() ?? 'lp-faas-toolbelt'}_${account}`);
    return {
      base: `${gateway}/api/account/${encodeURIComponent(account)}/lambdas/`,
      query: `/invoke?v=1&externalSystem=${caller}`,
      authorizer: (index) => others[index - 1] ?? first,
    };
  }

  /** Ends the call. Only the first reason counts. */
  #end(ending: Ending): void {
    if (this.#ending) return;
    this.#ending = ending;
    this.#abort.abort();
  }

  readonly #deadlinePassed: Ending = (results) => {
    const ended = this.#invocations.filter(({ outcome }) => outcome !== undefined).length;
    const wasSent = this.#invocations.some(({ reachedWire }) => reachedWire);
    const advice = wasSent
      ? 'Invoke fewer functions, in parallel, or with fewer retries'
      : 'Nothing was sent: service discovery, the app key, its token or the rate limit took the time';
    const message =
      `the deadline of ${this.#plan.deadlineMs} ms passed when ${ended} of ${results.length} invocations ` +
      `had ended; see "results". ${advice}.`;
    const cause = this.#invocations.find(({ outcome, failure }) => !outcome && failure)?.failure?.error;
    return new OrchestratorError({ code: ErrorCodes.Orchestrator.TIMEOUT, message }, results, { cause });
  };
}

/** The error for the first failed invocation with EXIT_ON_ERROR. */
function failed(invocation: Invocation, index: number, results: OrchestratorResponse[]): OrchestratorError {
  const { planned, outcome, failure, tries } = invocation;
  const { uuid } = planned;
  const status = outcome?.statusCode === undefined ? '' : ` with status ${outcome.statusCode}`;
  const { code = '', message = '' } = outcome?.error ?? {};
  const text = `invocations[${index}], function ${uuid}, failed${status} (try ${tries}): ${code}: ${message}`;
  return new OrchestratorError({ code, message: text }, results, {
    cause: failure?.error,
    uuid,
    statusCode: outcome?.statusCode,
  });
}

/** The error for a problem that every invocation would meet, such as a token that cannot be fetched. */
function impossible(error: unknown, results: OrchestratorResponse[]): OrchestratorError {
  const code = error instanceof ToolbeltError ? error.code : ErrorCodes.Orchestrator.INVOCATION_FAILED;
  const message = passableError(error).message;
  return new OrchestratorError({ code, message }, results, { cause: error });
}
