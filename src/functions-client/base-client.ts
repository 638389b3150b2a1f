import { callOrigin, onBehalfOfOrigin } from '../internal/async/call-origin';
import { ErrorNames } from './errors';
import { Gateway } from './gateway/gateway';
import { ImplementedEvents } from './gateway/implemented';
import { invocation, listing } from './gateway/operation';
import { type CallRequest, measure, type Work } from './measure';
import type {
  ClientConfig,
  GetFunctionsRequest,
  GetLambdasRequest,
  InvokeRequest,
  IsImplementedRequest,
  Response,
  Tooling,
} from './types';
import type { Query } from './urls';

/** A client that is built from parts that the caller provides. `Client` provides its own parts. Building a client sends nothing. */
export class BaseClient {
  /** Version of the interface. `liveperson-functions-client` 2.x has the same field. */
  readonly version = '2.0.0';
  readonly #config: ClientConfig;
  readonly #tooling: Tooling;
  readonly #gateway: Gateway;
  readonly #implemented: ImplementedEvents;

  constructor(config: ClientConfig, tooling: Tooling) {
    this.#config = config;
    this.#tooling = tooling;
    this.#gateway = new Gateway(tooling);
    this.#implemented = new ImplementedEvents(this.#gateway);
  }

  /**
   * Invokes a function by its id, or all functions that listen to an event (docs/platform.md, "Functions client"). The call is repeated
   * only when the gateway did not take the request.
   *
   * @param request `lambdaUuid` or `eventId`, and `body: { headers?, payload }`
   * @returns the answer. Its body is what the function called back with. For an event it is a list of these.
   * @throws VError `FaaSLambdaError` when the lambda itself failed, `FaaSInvokeError` for anything else. `VError.info` has `url`, `status`
   *   and `body`. With `failOnErrorStatusCode: false` a failed call resolves with `ok: false`.
   */
  async invoke<Body = unknown>(request: InvokeRequest): Promise<Response<Body>> {
    const response = await this.#measure({
      metrics: ['onInvoke'],
      errorName: ErrorNames.INVOKE,
      request,
      run: (settings, course, own) => this.#gateway.call(invocation(own, settings), own, settings, course),
    });
    return response as Response<Body>;
  }

  /**
   * Tells whether an event has a function, for one skill when `skillId` is given (docs/platform.md, "Functions client"). An answer is kept
   * for 60 s by default.
   *
   * @param request `eventId`, and optionally `skillId`
   * @returns true when at least one function listens to the event
   * @throws VError `FaaSIsImplementedError`. Its cause is a `FaasIsImplementedParseError` when the answer has no boolean `implemented`.
   */
  async isImplemented(request: IsImplementedRequest): Promise<boolean> {
    return this.#measure({
      metrics: ['onIsImplemented'],
      errorName: ErrorNames.IS_IMPLEMENTED,
      request,
      run: (settings, course, own) => this.#implemented.has(own, settings, course),
    });
  }

  /**
   * Lists the functions of the account (docs/platform.md, "Functions client"). For an account of V2 it sends the same request as
   * {@link getFunctions}.
   * @param request which functions to list
   * @returns the answer. Its body is the list.
   * @throws VError `FaaSGetLambdasError`
   */
  async getLambdas<Body = unknown[]>(request: GetLambdasRequest = {}): Promise<Response<Body>> {
    const errorName = ErrorNames.GET_LAMBDAS;
    const response = await this.#measure({
      metrics: ['onGetLambdas'],
      errorName,
      request,
      run: (settings, course, own) => {
        const { eventId, state, userId } = own;
        const query: Query = [
          ['eventId', eventId],
          ['state', state],
          ['userId', userId],
        ];
        const operation = listing(errorName, settings.getLambdasUri, query, settings);
        return this.#gateway.call(operation, own, settings, course);
      },
    });
    return response as Response<Body>;
  }

  /**
   * Lists the functions of an account of V2 (docs/platform.md, "Functions client").
   * @param request which functions to list
   * @returns the answer. Its body is the list.
   * @throws VError `FaaSGetFunctionsError`
   */
  async getFunctions<Body = unknown>(request: GetFunctionsRequest = {}): Promise<Response<Body>> {
    const errorName = ErrorNames.GET_FUNCTIONS;
    const response = await this.#measure({
      // A collector for 2.x has only `onGetLambdas` for lists, so both hooks are called.
      metrics: ['onGetFunctions', 'onGetLambdas'],
      errorName,
      request,
      run: (settings, course, own) => {
        const { eventId, state, userId, functionName } = own;
        const all: Query = [
          ['eventId', eventId],
          ['state', state],
          ['userId', userId],
          ['functionName', functionName],
        ];
        const query = all.filter(([, value]) => value !== undefined);
        const operation = listing(errorName, settings.getFunctionsUri, query, settings);
        return this.#gateway.call(operation, own, settings, course);
      },
    });
    return response as Response<Body>;
  }

  #measure<Result, Request extends CallRequest>(work: Work<Result, Request>): Promise<Result> {
    const run = () => measure(this.#config, this.#tooling.metricCollector, work);
    return onBehalfOfOrigin(callOrigin(), run);
  }
}
