import { setMaxListeners } from 'node:events';
import { DEFAULT_APP_KEY_SECRET, ORCHESTRATOR_APP_KEY_SECRET } from '../config/defaults';
import { ErrorCodes, ToolbeltError } from '../errors';
import type { Authorizer } from '../http/request/auth';
import { untilAborted } from '../internal/abortable';
import { mapConcurrently } from '../internal/map-concurrently';
import { OrchestratorError } from './failure';
import { Invocation } from './invocation';
import type { OrchestratorClientParts } from './orchestrator-client';
import type { Plan } from './plan';
import type { OrchestratorResponse } from './types';

const SECRET_NAMES = [ORCHESTRATOR_APP_KEY_SECRET, DEFAULT_APP_KEY_SECRET];

/** Where invocations go, and who signs them. */
interface Gateway {
  /** URL up to the function's id. */
  base: string;
  query: string;
  authorizer(index: number): Authorizer;
}

/** Builds the error of an ending from the outcomes, which are complete only when everything has stopped. */
type Ending = (results: OrchestratorResponse[]) => OrchestratorError;

/** One call of `OrchestratorClient.invoke`: the wall clock over all of its invocations. */
export class OrchestratorCall {
  readonly #plan: Plan;
  readonly #parts: OrchestratorClientParts;
  readonly #invocations: readonly Invocation[];
  readonly #abort = new AbortController();
  #ending: Ending | undefined;

  constructor(plan: Plan, parts: OrchestratorClientParts) {
    this.#plan = plan;
    this.#parts = parts;
    this.#invocations = plan.invocations.map((planned) => new Invocation(planned));
    // Each invocation under way listens: many are no leak.
    setMaxListeners(0, this.#abort.signal);
  }

  /** See `OrchestratorClient.invoke`. Settles when nothing of it is under way any more. */
  async run(): Promise<OrchestratorResponse[]> {
    const timer = setTimeout(() => this.#end(this.#deadlinePassed), this.#plan.deadlineMs);
    try {
      await this.#invokeAll();
    } catch (error) {
      // What failed because the call had ended says nothing.
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
    // Nothing is thrown in here: the first error would be reported while others are still stopping.
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
    const authorize = () => parts.authorizerFor('OrchestratorClient', SECRET_NAMES);
    const first = await authorize();
    // One that answers challenges remembers the token it sent, which is one invocation's at a time.
    const isShared = this.#plan.concurrency === 1 || first.challenged === undefined;
    const others = isShared ? [] : await Promise.all(this.#invocations.slice(1).map(authorize));
    this.#abort.signal.throwIfAborted();
    const gateway = await parts.origin('faasGW', account, this.#abort.signal);
    // The gateway asks who calls: `<function id>_<account>`, close to what V2 of the toolbelt says (facts §9).
    const caller = encodeURIComponent(`${parts.functionId() ?? 'lp-faas-toolbelt'}_${account}`);
    return {
      base: `${gateway}/api/account/${encodeURIComponent(account)}/lambdas/`,
      query: `/invoke?v=1&externalSystem=${caller}`,
      authorizer: (index) => others[index - 1] ?? first,
    };
  }

  /** Ends the call, for the first reason that comes. */
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

/** The first failure under EXIT_ON_ERROR. */
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

/** No token, say: the others would meet the same. */
function impossible(error: unknown, results: OrchestratorResponse[]): OrchestratorError {
  const code = error instanceof ToolbeltError ? error.code : ErrorCodes.Orchestrator.INVOCATION_FAILED;
  const message = error instanceof Error ? error.message : String(error);
  return new OrchestratorError({ code, message }, results, { cause: error });
}
