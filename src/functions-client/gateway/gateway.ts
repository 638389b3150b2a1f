import { URL } from 'node:url';
import { isRecord } from '../../internal/is-record';
import { describeValue } from '../../internal/wording';
import type { Settings } from '../call-settings';
import { createError, ErrorNames, rememberSent } from '../errors';
import type { CallRequest, Course } from '../measure';
import { isUnreadable, responseWithoutAnswer } from '../response';
import type { AppJwtCredentials, FetchContext, FetchRequest, Response, Tooling } from '../types';
import { createUrl, originOf } from '../urls';
import { statusError, toV1Error, unreadableError } from './answer-errors';
import { authenticate, isAppJwt } from './authentication';
import { callerOf, type Operation } from './operation';
import { Tokens } from './tokens';

/** The hosts of V2. */
const V2_HOST = /fninvocations|functions/;
/** The characters that Node refuses in a header. */
const NOT_IN_HEADERS = /[^\t\x20-\x7e\x80-\xff]/;
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
    const domain = await this.#domain(accountId, operation.service, settings);
    const origin = originOf(domain, settings.protocol);
    course.domain = domain;
    const { url, headers: plain } = this.#address(operation, request, settings, origin);
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
      answer = await this.#fetch(
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
  #address(operation: Operation, request: CallRequest, settings: Settings, origin: string) {
    const { accountId = '' } = settings;
    const isV2 = V2_HOST.test(new URL(origin).hostname);
    const caller = callerOf(request, settings, isV2);
    const own = isV2 ? operation.query.filter(([, value]) => value !== undefined) : operation.query;
    const segments = [accountId, ...operation.segments];
    const headers = {
      'Content-Type': 'application/json',
      'User-Agent': USER_AGENT,
      'X-Request-ID': request.requestId ?? this.#tooling.generateId(),
      ...caller.headers,
    };
    checkHeaders(operation, headers);
    return {
      url: createUrl(origin, (isV2 && operation.templateOfV2) || operation.template, segments, [
        ...caller.query,
        ...own,
      ]),
      headers,
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

  /** @throws VError `FaaSRequestError` when a `fetch` of the caller's own returns no response */
  async #fetch(request: FetchRequest, context: FetchContext): Promise<Response> {
    const answer: unknown = await this.#tooling.fetch(request, context);
    if (isRecord(answer)) return answer as unknown as Response;
    throw createError(
      ErrorNames.REQUEST,
      `"fetch" must return a response { ok, status, headers, body }, and returned ${describeValue(answer)}`,
    );
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
        this.#fetch(request, {
          timeout,
          maxResponseBytes,
          renewHeaders: async () => request.headers,
        }),
    });
  }
}

/** @throws VError of the operation for a value that Node would refuse. Its error would look as if the network had failed. */
function checkHeaders({ errorName }: Operation, headers: Record<string, string>): void {
  for (const [name, value] of Object.entries(headers)) {
    if (!NOT_IN_HEADERS.test(value)) continue;
    throw createError(
      errorName,
      `the value of the header "${name}" has a line break or another character that no header can hold: remove it. Nothing was sent`,
    );
  }
}
