import { URL } from 'node:url';
import type { Settings } from '../call-settings';
import { rememberSent } from '../errors';
import type { CallRequest, Course } from '../measure';
import { isUnreadable, responseWithoutAnswer } from '../response';
import type { AppJwtCredentials, Response, Tooling } from '../types';
import { createUrl, originOf } from '../urls';
import { statusError, toV1Error, unreadableError } from './answer-errors';
import { authenticate, isAppJwt } from './authentication';
import { callerOf, type Operation } from './operation';
import { Tokens } from './tokens';

/** The hosts of V2. */
const V2_HOST = /fninvocations|functions/;
const USER_AGENT = 'lp-faas-toolbelt-functions-client';

/** Calls the gateway: finds its host, authenticates, sends, and judges the answer. */
export class Gateway {
  readonly #tooling: Tooling;
  readonly #tokens = new Tokens();

  constructor(tooling: Tooling) {
    this.#tooling = tooling;
  }

  /**
   * @param course gets the host and the status
   * @throws VError with the operation's name or `FaaSLambdaError` for an answer that is a failure, and the errors of discovery,
   *   authentication and sending
   */
  async call(
    operation: Operation,
    request: CallRequest,
    settings: Settings,
    course: Course,
  ): Promise<Response> {
    const { accountId = '', timeout, maxResponseBytes, failOnErrorStatusCode } = settings;
    const { method, body } = operation;
    course.domain = await this.#domain(accountId, operation.service, settings);
    const { url, headers: plain } = this.#address(operation, request, settings, course.domain);
    let token: string | undefined;
    const appJwt = async (credentials: AppJwtCredentials) => {
      // A repeated request may carry a newer token.
      token = await this.#appJwt(credentials, accountId, settings);
      return token;
    };
    const headersOf = async () => ({
      ...plain,
      ...(await authenticate(settings.authStrategy, { url, method, appJwt })),
    });
    const headers = await headersOf();
    let answer: Response;
    try {
      const context = { timeout, maxResponseBytes, renewHeaders: headersOf };
      answer = await this.#tooling.fetch(
        // A `fetch` of the caller's own gets what 2.x of the original passes: the method in lower case, and the body as an object.
        { url, method: method.toLowerCase(), headers, ...(body !== undefined && { body: JSON.parse(body) }) },
        context,
      );
    } catch (error) {
      const response = responseWithoutAnswer(error);
      if (failOnErrorStatusCode || response === undefined) throw error;
      return response;
    }
    course.statusCode = answer.status;
    const { authStrategy } = settings;
    if (answer.status === 401 && isAppJwt(authStrategy) && token !== undefined) {
      this.#tokens.discard({ accountId, credentials: authStrategy }, token);
    }
    return this.#judge(operation, answer, settings, { url, headers });
  }

  /** URL and headers, without credentials. */
  #address(operation: Operation, request: CallRequest, settings: Settings, domain: string) {
    const { accountId = '', protocol } = settings;
    const origin = originOf(domain, protocol);
    const isV2 = V2_HOST.test(new URL(origin).hostname);
    const caller = callerOf(request, settings, isV2);
    const own = isV2 ? operation.query.filter(([, value]) => value !== undefined) : operation.query;
    const segments = [accountId, ...operation.segments];
    return {
      url: createUrl(origin, (isV2 && operation.templateOfV2) || operation.template, segments, [
        ...caller.query,
        ...own,
      ]),
      headers: {
        'Content-Type': 'application/json',
        'User-Agent': USER_AGENT,
        'X-Request-ID': request.requestId ?? this.#tooling.generateId(),
        ...caller.headers,
      },
    };
  }

  #judge(
    operation: Operation,
    answer: Response,
    settings: Settings,
    { url, headers }: { url: string; headers: Record<string, string> },
  ): Response {
    const { authStrategy, failOnErrorStatusCode, v1CompError } = settings;
    const body = answer.ok || !v1CompError ? answer.body : toV1Error(answer.body);
    const response = rememberSent({ ...answer, url, body }, { headers, body: operation.body }, authStrategy);
    if (!failOnErrorStatusCode) return response;
    if (!response.ok) throw statusError(operation.errorName, response);
    if (isUnreadable(answer)) throw unreadableError(operation.errorName, response);
    return response;
  }

  #domain(accountId: string, service: string, settings: Settings): Promise<string> {
    const { csdsDomain, csdsHttpHeaders, csdsTtlSeconds, timeout, maxResponseBytes } = settings;
    const options = { csdsDomain, csdsHttpHeaders, csdsTtlSeconds, timeout, maxResponseBytes };
    return this.#tooling.getCsdsEntry(accountId, service, options);
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
