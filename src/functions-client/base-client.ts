import { ExpiringCache } from '../internal/expiring-cache';
import { isRecord } from '../internal/is-record';
import { OncePerKey } from '../internal/once-per-key';
import { statusError, toV1Error, unreadableError } from './answer-errors';
import { authenticate, isAppJwt } from './authentication';
import { resolveSettings, type Settings, settingsProblem } from './call-settings';
import { createError, type ErrorName, ErrorNames, infoOf } from './errors';
import { callerOf, invocation, listing, type Operation } from './operation';
import { isUnreadable, withoutAnswer } from './response';
import { Tokens } from './tokens';
import type {
  AppJwtCredentials,
  CallerOptions,
  CallOptions,
  ClientConfig,
  GetFunctionsRequest,
  GetLambdasRequest,
  InvokeRequest,
  IsImplementedRequest,
  MetricCollector,
  MetricData,
  Response,
  Tooling,
} from './types';
import { createUrl, originOf, type Query } from './urls';

type Call = CallOptions & CallerOptions;

type Metric = keyof MetricCollector;

/** What the metrics learn in the course of a call. */
interface Course {
  domain?: string;
  statusCode?: number | undefined;
  fromCache?: boolean;
}

/** How a call ends that a caller of a method waits for. */
interface Work<Result> {
  metric: Metric;
  errorName: ErrorName;
  request: Call;
  run(settings: Settings, course: Course): Promise<Result>;
}

/** An answer of the gateway, and how it came. */
interface Implemented {
  implemented: boolean;
  course: Course;
}

const V2_HOST = /fninvocations|functions/;
const USER_AGENT = 'lp-faas-toolbelt-functions-client';

/** A client on parts that the caller brings; `Client` brings its own. Building one does nothing else. */
export class BaseClient {
  readonly #config: ClientConfig;
  readonly #tooling: Tooling;
  readonly #tokens = new Tokens();
  readonly #implemented = new ExpiringCache<Implemented>();
  readonly #questions = new OncePerKey<Implemented>();

  constructor(config: ClientConfig, tooling: Tooling) {
    this.#config = config;
    this.#tooling = tooling;
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
    const response = await this.#work({
      metric: 'onInvoke',
      errorName: ErrorNames.INVOKE,
      request,
      run: (settings, course) => this.#call(invocation(request, settings), request, settings, course),
    });
    return response as Response<Body>;
  }

  /**
   * Whether an event has a function, for a skill if there is one. An answer is kept for 60 s.
   *
   * @throws VError `FaaSIsImplementedError`; its cause is a `FaasIsImplementedParseError` for an answer that says nothing
   */
  async isImplemented(request: IsImplementedRequest): Promise<boolean> {
    return this.#work({
      metric: 'onIsImplemented',
      errorName: ErrorNames.IS_IMPLEMENTED,
      request,
      run: (settings, course) => this.#isImplemented(request, settings, course),
    });
  }

  /**
   * Lists the functions of the account.
   * @throws VError `FaaSGetLambdasError`
   */
  async getLambdas<Body = unknown[]>(request: GetLambdasRequest = {}): Promise<Response<Body>> {
    const errorName = ErrorNames.GET_LAMBDAS;
    const run = (settings: Settings, course: Course) => {
      const { eventId, state, userId } = request;
      const query: Query = [
        ['eventId', eventId],
        ['state', state],
        ['userId', userId],
      ];
      return this.#call(
        listing(errorName, settings.getLambdasUri, query, settings),
        request,
        settings,
        course,
      );
    };
    return (await this.#work({ metric: 'onGetLambdas', errorName, request, run })) as Response<Body>;
  }

  /**
   * Lists the functions of an account of V2.
   * @throws VError `FaaSGetFunctionsError`
   */
  async getFunctions<Body = unknown>(request: GetFunctionsRequest = {}): Promise<Response<Body>> {
    const errorName = ErrorNames.GET_FUNCTIONS;
    const run = (settings: Settings, course: Course) => {
      const { eventId, state, userId, functionName } = request;
      const all: Query = [
        ['eventId', eventId],
        ['state', state],
        ['userId', userId],
        ['functionName', functionName],
      ];
      const query = all.filter(([, value]) => value !== undefined);
      return this.#call(
        listing(errorName, settings.getFunctionsUri, query, settings),
        request,
        settings,
        course,
      );
    };
    return (await this.#work({ metric: 'onGetFunctions', errorName, request, run })) as Response<Body>;
  }

  /** Reads settings, does the work, and tells the metrics what came of it. */
  async #work<Result>({ metric, errorName, request, run }: Work<Result>): Promise<Result> {
    const start = performance.now();
    const course: Course = {};
    let accountId: string | undefined;
    const report = (outcome: { statusCode: number | undefined; error?: Error }) =>
      this.#report(metric, {
        accountId,
        requestDurationInMillis: performance.now() - start,
        ...labelsOf(request),
        ...course,
        ...outcome,
      });
    let result: Result;
    try {
      const settings = readSettings(errorName, this.#config, request);
      accountId = settings.accountId;
      result = await run(settings, course);
    } catch (cause) {
      const error = asNamed(errorName, cause);
      const { status } = infoOf(error);
      report({ statusCode: course.statusCode ?? (typeof status === 'number' ? status : undefined), error });
      throw error;
    }
    report({ statusCode: course.statusCode });
    return result;
  }

  #report(metric: Metric, data: MetricData): void {
    try {
      this.#tooling.metricCollector?.[metric]?.(data);
    } catch {
      // A bug of the collector must not look like a failed call.
    }
  }

  async #isImplemented(request: IsImplementedRequest, settings: Settings, course: Course): Promise<boolean> {
    const { eventId, skillId } = request;
    if (typeof eventId !== 'string' || eventId.trim() === '') {
      throw createError(
        ErrorNames.IS_IMPLEMENTED,
        'isImplemented: "eventId" must be a non-empty text; nothing was sent',
      );
    }
    const { accountId, gwCsdsServiceName, isImplementedCacheDurationInSeconds: seconds } = settings;
    const key = JSON.stringify([accountId, gwCsdsServiceName, eventId, skillId ?? null]);
    const kept = this.#implemented.get(key);
    const answer =
      kept ??
      (await this.#questions.run(key, async () => {
        const fetched = await this.#ask(request, settings, { fromCache: false });
        this.#implemented.set(key, fetched, seconds * 1_000);
        return fetched;
      }));
    Object.assign(course, answer.course, { fromCache: kept !== undefined });
    return answer.implemented;
  }

  async #ask(request: IsImplementedRequest, settings: Settings, course: Course): Promise<Implemented> {
    const { eventId, skillId } = request;
    const operation: Operation = {
      errorName: ErrorNames.IS_IMPLEMENTED,
      method: 'GET',
      service: settings.gwCsdsServiceName,
      template: settings.isImplementedUri,
      segments: [eventId],
      query: [['skillId', skillId]],
    };
    // A boolean cannot say that the question failed.
    const strict = { ...settings, failOnErrorStatusCode: true };
    const { body, url, status } = await this.#call(operation, request, strict, course);
    if (isRecord(body) && typeof body.implemented === 'boolean') {
      return { implemented: body.implemented, course };
    }
    const message = 'the answer has no boolean "implemented"';
    throw createError(ErrorNames.IS_IMPLEMENTED_PARSE, message, { info: { url, status, body } });
  }

  /** Finds the host, authenticates, sends, and judges the answer. */
  async #call(operation: Operation, request: Call, settings: Settings, course: Course): Promise<Response> {
    const { accountId = '', timeout, maxResponseBytes, failOnErrorStatusCode } = settings;
    const { method, body } = operation;
    course.domain = await this.#domain(accountId, operation.service, settings);
    const { url, headers: plain } = this.#address(operation, request, settings, course.domain);
    const appJwt = (credentials: AppJwtCredentials) => this.#appJwt(credentials, accountId, settings);
    let isAuthenticated = false;
    const headersOf = async () => {
      isAuthenticated = false;
      const credentials = await authenticate(settings.authStrategy, { url, method, appJwt });
      isAuthenticated = true;
      return { ...plain, ...credentials };
    };
    const headers = await headersOf();
    let answer: Response;
    try {
      const context = { timeout, maxResponseBytes, renewHeaders: headersOf };
      answer = await this.#tooling.fetch(
        // As 2.x of the original gives it to a fetch of the caller's own.
        { url, method: method.toLowerCase(), headers, ...(body !== undefined && { body: JSON.parse(body) }) },
        context,
      );
    } catch (error) {
      if (failOnErrorStatusCode || !isAuthenticated) throw error;
      return withoutAnswer(url);
    }
    course.statusCode = answer.status;
    return this.#judge(operation, answer, settings, url);
  }

  /** URL and headers, without credentials. */
  #address(operation: Operation, request: Call, settings: Settings, domain: string) {
    const { accountId = '', protocol } = settings;
    const origin = originOf(domain, protocol);
    const isV2 = V2_HOST.test(new URL(origin).hostname);
    const caller = callerOf(request, settings, isV2);
    const own = isV2 ? operation.query.filter(([, value]) => value !== undefined) : operation.query;
    const segments = [accountId, ...operation.segments];
    return {
      url: createUrl(origin, operation.template, segments, [...caller.query, ...own]),
      headers: {
        'Content-Type': 'application/json',
        'User-Agent': USER_AGENT,
        'X-Request-ID': request.requestId ?? this.#tooling.generateId(),
        ...caller.headers,
      },
    };
  }

  #judge(operation: Operation, answer: Response, settings: Settings, url: string): Response {
    const { accountId = '', authStrategy, failOnErrorStatusCode, v1CompError } = settings;
    if (answer.status === 401 && isAppJwt(authStrategy)) {
      this.#tokens.discard({ accountId, credentials: authStrategy });
    }
    const body = answer.ok || !v1CompError ? answer.body : toV1Error(answer.body);
    const response = { ...answer, url, body };
    if (!failOnErrorStatusCode) return response;
    if (!response.ok) throw statusError(operation.errorName, response);
    if (isUnreadable(answer)) throw unreadableError(operation.errorName, response);
    return response;
  }

  #domain(accountId: string, service: string, settings: Settings): Promise<string> {
    const { csdsDomain, csdsHttpHeaders, csdsTtlSeconds, timeout, maxResponseBytes } = settings;
    return this.#tooling.getCsdsEntry(accountId, service, {
      csdsDomain,
      csdsHttpHeaders,
      csdsTtlSeconds,
      timeout,
      maxResponseBytes,
    });
  }

  #appJwt(credentials: AppJwtCredentials, accountId: string, settings: Settings): Promise<string> {
    const { timeout, protocol, jwtRefreshAfterMinutes, maxResponseBytes } = settings;
    return this.#tokens.token({
      accountId,
      credentials,
      renewBeforeMs: jwtRefreshAfterMinutes * 60_000,
      origin: async () => originOf(await this.#domain(accountId, 'sentinel', settings), protocol),
      fetch: (request) =>
        this.#tooling.fetch(request, {
          timeout,
          maxResponseBytes,
          renewHeaders: async () => request.headers,
        }),
    });
  }
}

/** @throws VError of the given name for settings that are wrong */
function readSettings(name: ErrorName, config: ClientConfig, call: Call): Settings {
  const problem = isRecord(config)
    ? isRecord(call)
      ? undefined
      : 'the argument must be an object'
    : 'new Client(config): "config" must be an object';
  if (problem !== undefined) throw createError(name, `${problem}; nothing was sent`);
  const settings = resolveSettings(config, call);
  const wrong = settingsProblem(settings);
  if (wrong !== undefined) throw createError(name, `${wrong}; nothing was sent`);
  return settings;
}

/** What the metrics say of any call. */
function labelsOf(request: Call & Partial<InvokeRequest>): Partial<MetricData> {
  if (!isRecord(request)) return {};
  const { externalSystem, lpEventSource, eventId, lambdaUuid, skillId } = request as Partial<InvokeRequest>;
  return {
    externalSystem,
    lpEventSource,
    ...(lambdaUuid === undefined ? { event: eventId } : { UUID: lambdaUuid }),
    skillId,
  };
}

/** The error of a method: its own, the lambda's, or one around what happened on the way. */
function asNamed(name: ErrorName, cause: unknown): Error {
  if (cause instanceof Error && (cause.name === name || cause.name === ErrorNames.LAMBDA)) return cause;
  return createError(name, 'the call failed', { cause });
}
