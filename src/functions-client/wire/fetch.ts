import type { ClientRequest } from 'node:http';
import { Readable } from 'node:stream';
import { URL } from 'node:url';
import type { NormalizedOptions, OptionsOfBufferResponseBody, RequestError, RetryObject } from 'got';
import type { Passage } from '../../http/admission';
import { decodeBody } from '../../http/response/decode-body';
import { collectBytes } from '../../http/response/response-body';
import { type ResponseLimit, responseTooLarge } from '../../http/response/response-limit';
import { aborted, isTunnelLimited, requestFailure, timedOut } from '../../http/wire/failures';
import type { HopResponse } from '../../http/wire/message';
import { announceCall, withCallSite } from '../../internal/async/call-channel';
import { currentOrigin } from '../../internal/async/call-origin';
import { passableError } from '../../internal/node/passable-error';
import { requireOutside } from '../../internal/node/require-outside';
import { shieldFromPrototype } from '../../internal/own-properties';
import { redactText } from '../../internal/redact';
import { noAnswer, toResponse } from '../response';
import type { FetchContext, FetchRequest, HttpMethod, Response } from '../types';
import { isRepeatable, repeatDelay, repeatRules } from './repeats';
import type { Transport } from './transport';
import { Try, type TryRequest } from './try';

/** The only place that loads got. */
function loadGot(): typeof import('got') {
  return (requireOutside('#got') ?? require('#got')) as typeof import('got');
}

/**
 * Sends a request with the client's retries (docs/platform.md, "Functions client"). Each try has its own time limit.
 *
 * @throws VError `FaaSRequestError` when no try got an answer. Its cause is a `HttpRequestError`. Errors of `renewHeaders` are thrown
 *   unchanged.
 */
export function fetchWithRetries(
  transport: Transport,
  request: FetchRequest,
  context: FetchContext,
): Promise<Response> {
  return new Call(transport, request, context).send();
}

/** One call. got sends and repeats the request. This class gives got the rules, and admits each try. */
class Call {
  readonly #got = loadGot();
  readonly #transport: Transport;
  readonly #request: FetchRequest;
  readonly #context: FetchContext;
  readonly #url: URL;
  readonly #method: HttpMethod;
  readonly #limit: ResponseLimit;
  /** The present try. It is undefined while a try waits for its admission, and when the platform's rules refused the try. */
  #try: Try | undefined;
  /** The answer to the latest try, from the platform's rules or from the server. It is set before got can end the call. */
  #answer!: Promise<HopResponse>;
  #repeats = 0;
  /** The error of `renewHeaders`. got itself would replace it by an error of its own. */
  #noHeaders: { reason: unknown } | undefined;

  constructor(transport: Transport, request: FetchRequest, context: FetchContext) {
    this.#transport = transport;
    this.#request = request;
    this.#context = context;
    this.#url = new URL(request.url);
    this.#method = request.method.toUpperCase() as HttpMethod;
    const bytes = context.maxResponseBytes ?? transport.maxResponseBytes();
    this.#limit = { bytes, host: this.#url.host };
  }

  async send(): Promise<Response> {
    const { url } = this.#request;
    const { origin, pathname } = this.#url;
    const watched = announceCall(() => `${this.#method} ${origin}${redactText(pathname)}`, currentOrigin());
    try {
      const answer = await this.#receive();
      const body = String(await collectBytes(decodeBody(answer, this.#method, true), this.#limit));
      return toResponse({ ...answer, url, body, repeats: this.#repeats });
    } catch (error) {
      if (this.#noHeaders) throw this.#noHeaders.reason;
      const { timeout } = this.#context;
      const call = { url, method: this.#method, timeout, repeats: this.#repeats };
      throw withCallSite(noAnswer(call, passableError(error)), watched);
    } finally {
      if (watched) watched.isSettled = true;
    }
  }

  /**
   * The answer to the last try. Its body is still encoded, as it was received.
   * @throws the reason of the last try that got no answer
   */
  async #receive(): Promise<HopResponse> {
    const call = this.#got.got(this.#url, this.#options());
    call.on('downloadProgress', ({ transferred, total = 0 }) => {
      if (Math.max(transferred, total) > this.#limit.bytes) this.#try?.refuse(responseTooLarge(this.#limit));
    });
    try {
      const { rawBody } = await call;
      return { ...(await this.#answer), stream: Readable.from(rawBody, { objectMode: false }) };
    } catch (error) {
      const reason = this.#reasonOf(error);
      if (isTunnelLimited(reason)) return this.#answer;
      throw reason;
    }
  }

  #options(): OptionsOfBufferResponseBody {
    const { headers, body } = this.#request;
    const { timeout } = this.#context;
    return shieldFromPrototype<OptionsOfBufferResponseBody>({
      method: this.#method,
      headers: this.#headers(headers),
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      responseType: 'buffer',
      // This library decodes the body itself. It reads a body that was cut as far as it came, and limits the size of the decoded body. got
      // does neither.
      decompress: false,
      // A redirect would take the credentials and the invocation to another host.
      followRedirect: false,
      throwHttpErrors: false,
      // Node already reports an answer that is shorter than its Content-Length as a broken connection.
      strictContentLength: false,
      timeout: shieldFromPrototype({ request: timeout }),
      retry: shieldFromPrototype({
        ...repeatRules(this.#method, timeout),
        calculateDelay: (given: RetryObject) => this.#delay(given),
      }),
      hooks: shieldFromPrototype({
        beforeRequest: [(options, { retryCount }) => this.#letOut(options, retryCount)],
        beforeRetry: [(error) => this.#renewHeaders(error)],
      }),
    });
  }

  /** The headers of a try. `undefined` keeps got from sending a `User-Agent` of its own. */
  #headers(headers: Record<string, string>): Record<string, string | undefined> {
    const own = { 'user-agent': undefined, 'accept-encoding': 'gzip, deflate, br' };
    return { ...own, ...this.#transport.headers(), ...headers };
  }

  /** Asks for the admission of a try. @returns the platform's answer when the try is refused */
  async #letOut(
    options: NormalizedOptions,
    repeats: number,
  ): Promise<ReturnType<typeof asResponse> | undefined> {
    this.#repeats = repeats;
    this.#try = undefined;
    const verdict = await this.#transport.admit(this.#method, this.#url);
    if (verdict.refusal) {
      this.#answer = Promise.resolve(verdict.refusal);
      return asResponse(verdict.refusal, this.#url);
    }
    // got renews its options for each try, so this function is only for the try that was just admitted.
    options.request = (_url, { headers }) => this.#start(verdict, headers as TryRequest['headers']);
    return undefined;
  }

  #start(passage: Passage, headers: TryRequest['headers']): ClientRequest {
    const started = new Try(this.#transport.agents, passage, {
      method: this.#method,
      url: this.#url,
      headers,
      timeoutMs: this.#context.timeout,
      // The first try may have failed because the server had closed the kept connection. The other kept connections may be
      // closed as well.
      reuse: this.#repeats === 0,
    });
    this.#try = started;
    this.#answer = started.concluded;
    return started.request;
  }

  /** A proof or a signature is valid for only one request. */
  async #renewHeaders(error: RequestError): Promise<void> {
    try {
      error.options.headers = this.#headers(await this.#context.renewHeaders());
    } catch (reason) {
      this.#noHeaders = { reason };
      throw reason;
    }
  }

  /**
   * Milliseconds before the next try. 0 means that there is no next try. got applies its own rules first, and gives the result in
   * `computedValue`, which is 0 for no next try.
   */
  #delay({ attemptCount, computedValue, retryAfter, retryOptions, error }: RetryObject): number {
    let isDue = computedValue !== 0;
    if (!(error instanceof this.#got.HTTPError)) {
      isDue &&= isRepeatable({
        method: this.#method,
        reason: this.#reasonOf(error),
        answered: this.#try?.answered === true,
        reusedSocket: this.#try?.request.reusedSocket === true,
      });
    } else if (error.response.statusCode === 413 && !retryAfter) {
      // got repeats 413 only with `Retry-After`. This client repeats it without the header too.
      isDue = attemptCount <= Number(retryOptions.limit) && retryOptions.statusCodes?.includes(413) === true;
    }
    return isDue ? repeatDelay(attemptCount, retryAfter) : 0;
  }

  /**
   * Why a try has no answer: the error of Node or of this library. got's own errors hold the options of the call with its credentials, so
   * they must not become the cause of an error that users see.
   */
  #reasonOf(error: unknown): Error {
    const { TimeoutError, ReadError } = this.#got;
    if (error instanceof TimeoutError) return timedOut(error.timings?.connect !== undefined);
    // got's error says only that the answer broke off. The stream of the answer knows the reason.
    if (error instanceof ReadError) return this.#try?.brokenBy ?? aborted();
    const { cause, message, code } = error as RequestError;
    return cause instanceof Error ? cause : requestFailure(message, { code });
  }
}

/** Makes a refusal into a response, in the form that a `beforeRequest` hook of got may return. */
function asResponse({ statusCode, headers, stream }: HopResponse, url: URL) {
  return Object.assign(stream, {
    statusCode,
    headers: headers as Record<string, string>,
    body: Buffer.alloc(0),
    url: url.href,
    complete: true,
  });
}
