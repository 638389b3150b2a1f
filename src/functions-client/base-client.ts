import { callOrigin, onBehalfOfOrigin } from '../internal/async/call-origin';
import { ErrorNames } from './errors';
import { Gateway } from './gateway/gateway';
import { ImplementedEvents } from './gateway/implemented';
import { invocation, listing } from './gateway/operation';
import { measure, type Work } from './measure';
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

/** A client on parts that the caller brings; `Client` brings its own. Building one does nothing else. */
export class BaseClient {
  /** Version of the interface, as 2.x of `liveperson-functions-client` names its own. */
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
   * Invokes a function by its id, or all functions that listen to an event. It is repeated only when the gateway did
   * not take the request.
   *
   * @param request `lambdaUuid` or `eventId`, and `body: { headers?, payload }`
   * @returns the answer; its body is what the function called back with, a list of that for an event
   * @throws VError `FaaSLambdaError` when the lambda itself failed, `FaaSInvokeError` for anything else. `VError.info`
   *   has `url`, `status` and `body`. With `failOnErrorStatusCode: false` a failed call resolves with `ok: false`.
   */
  async invoke<Body = unknown>(request: InvokeRequest): Promise<Response<Body>> {
    const response = await this.#measure({
      metrics: ['onInvoke'],
      errorName: ErrorNames.INVOKE,
      request,
      run: (settings, course) => this.#gateway.call(invocation(request, settings), request, settings, course),
    });
    return response as Response<Body>;
  }

  /**
   * Whether an event has a function, for a skill if there is one. An answer is kept for 60 s.
   *
   * @throws VError `FaaSIsImplementedError`; its cause is a `FaasIsImplementedParseError` for an answer that says nothing
   */
  async isImplemented(request: IsImplementedRequest): Promise<boolean> {
    return this.#measure({
      metrics: ['onIsImplemented'],
      errorName: ErrorNames.IS_IMPLEMENTED,
      request,
      run: (settings, course) => this.#implemented.has(request, settings, course),
    });
  }

  /**
   * Lists the functions of the account. An account of V2 is asked as {@link getFunctions} asks it.
   * @throws VError `FaaSGetLambdasError`
   */
  async getLambdas<Body = unknown[]>(request: GetLambdasRequest = {}): Promise<Response<Body>> {
    const errorName = ErrorNames.GET_LAMBDAS;
    const response = await this.#measure({
      metrics: ['onGetLambdas'],
      errorName,
      request,
      run: (settings, course) => {
        const { eventId, state, userId } = request;
        const query: Query = [
          ['eventId', eventId],
          ['state', state],
          ['userId', userId],
        ];
        const operation = listing(errorName, settings.getLambdasUri, query, settings);
        return this.#gateway.call(operation, request, settings, course);
      },
    });
    return response as Response<Body>;
  }

  /**
   * Lists the functions of an account of V2.
   * @throws VError `FaaSGetFunctionsError`
   */
  async getFunctions<Body = unknown>(request: GetFunctionsRequest = {}): Promise<Response<Body>> {
    const errorName = ErrorNames.GET_FUNCTIONS;
    const response = await this.#measure({
      // A collector of 2.x hears of it in `onGetLambdas`: it has no other hook for lists.
      metrics: ['onGetFunctions', 'onGetLambdas'],
      errorName,
      request,
      run: (settings, course) => {
        const { eventId, state, userId, functionName } = request;
        const all: Query = [
          ['eventId', eventId],
          ['state', state],
          ['userId', userId],
          ['functionName', functionName],
        ];
        const query = all.filter(([, value]) => value !== undefined);
        const operation = listing(errorName, settings.getFunctionsUri, query, settings);
        return this.#gateway.call(operation, request, settings, course);
      },
    });
    return response as Response<Body>;
  }

  #measure<Result>(work: Work<Result>): Promise<Result> {
    const run = () => measure(this.#config, this.#tooling.metricCollector, work);
    return onBehalfOfOrigin(callOrigin(), run);
  }
}
