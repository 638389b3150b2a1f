import type { Configuration } from '../config/configuration';
import type { Admission } from '../http/admission';
import { defaultHeaders } from '../http/request/default-headers';
import { readBody } from '../http/response/response-body';
import { announcedBytes, type ResponseLimit } from '../http/response/response-limit';
import { announceCall, withCallSite } from '../internal/async/call-channel';
import { createAbortController } from '../internal/node/abort';
import { redactText } from '../internal/redact';
import { misspeltOptions, nearName } from '../internal/wording';
import { type MtlsCredentials, readCredentials } from './mtls-credentials';
import type { MtlsDispatchers } from './mtls-dispatchers';
import { mtlsBodyFailure, mtlsFailure, mtlsTimeout } from './mtls-failures';
import { type MtlsArguments, type MtlsRequest, OPTION_NAMES, prepareMtlsRequest } from './mtls-request';
import { sendRequest } from './mtls-transport';
import type {
  MtlsBody,
  MtlsConfig,
  MtlsHeaders,
  MtlsRequestOptions,
  MtlsResponse,
  MtlsResponseBody,
} from './mtls-types';

export type {
  MtlsBody,
  MtlsConfig,
  MtlsHeaders,
  MtlsRequestOptions,
  MtlsResponse,
  MtlsResponseBody,
} from './mtls-types';

/** The parts that the client needs. The container provides them. */
export interface MtlsClientParts {
  admission: Admission;
  /** Whether whitelist and rate limit apply to the calls. @default 'policy' */
  rules?: 'policy' | 'exempt';
  configuration: Configuration;
  /** The connections of every client in the process. */
  dispatchers: MtlsDispatchers;
  /** Prints a warning once for each topic. */
  warnOnce(topic: string, message: string): void;
}

/** The options of a call without options. A call that names its body type may pass any options. */
type DefaultOptions<Body> = [Body] extends [never] ? Record<never, never> : MtlsRequestOptions;
/** The answer. Its body has the type that the caller named, or else the type that the options determine. */
type Answer<Body, Options> = Promise<MtlsResponse<[Body] extends [never] ? MtlsResponseBody<Options> : Body>>;

/**
 * A client for servers that demand a client certificate. `Toolbelt.MTLSClient({ cert, key })` returns it (docs/platform.md, "MTLSClient").
 *
 * Every call resolves with `{ statusCode, headers, body }`, whatever the status is. A redirect is not followed, because the certificate is
 * not for another host. The call resolves with the 3xx response. Compressed bodies are decoded. Whitelist, rate limit and proxy apply as in
 * HTTPClient. The proxy never sees the certificate.
 *
 * Every call rejects with
 * - ToolbeltError `ErrorCodes.Mtls.INVALID_REQUEST` for arguments that cannot be sent. Nothing is sent then.
 * - ToolbeltError `ErrorCodes.Mtls.TIMEOUT` when `timeout` has passed
 * - RequestError `Error [ERR_SOCKET_CLOSED]: Socket is closed` for a host that is not whitelisted
 * - ToolbeltError `ErrorCodes.Mtls.GENERAL` for every other failure of the connection. `cause` has Node's code.
 */
export class MTLSClient {
  readonly #parts: MtlsClientParts;
  readonly #credentials: MtlsCredentials;

  /** @throws ToolbeltError `MISSING_CONFIG`, `INVALID_CERT` or `INVALID_KEY` of `ErrorCodes.Mtls` */
  constructor(config: MtlsConfig, parts: MtlsClientParts) {
    this.#credentials = readCredentials(config);
    const known = ['cert', 'key', 'ca', 'passphrase'];
    for (const warning of misspeltOptions('MTLSClient', config, known)) parts.warnOnce(...warning);
    this.#parts = parts;
  }

  /**
   * Sends GET.
   * @param body `null` or `''`, because a GET has no body. Any other value is refused.
   */
  get<Body = never, Options extends MtlsRequestOptions = DefaultOptions<Body>>(
    url: string | URL,
    headers?: MtlsHeaders | null,
    body?: MtlsBody,
    options?: Options | null,
  ): Answer<Body, Options> {
    return this.#send({ method: 'GET', url, headers, body, options });
  }

  /** Sends `body` with POST. See {@link MtlsBody}. */
  post<Body = never, Options extends MtlsRequestOptions = DefaultOptions<Body>>(
    url: string | URL,
    headers?: MtlsHeaders | null,
    body?: MtlsBody,
    options?: Options | null,
  ): Answer<Body, Options> {
    return this.#send({ method: 'POST', url, headers, body, options });
  }

  /** Sends `body` with PUT. See {@link MtlsBody}. */
  put<Body = never, Options extends MtlsRequestOptions = DefaultOptions<Body>>(
    url: string | URL,
    headers?: MtlsHeaders | null,
    body?: MtlsBody,
    options?: Options | null,
  ): Answer<Body, Options> {
    return this.#send({ method: 'PUT', url, headers, body, options });
  }

  /** Sends `body` with PATCH. See {@link MtlsBody}. */
  patch<Body = never, Options extends MtlsRequestOptions = DefaultOptions<Body>>(
    url: string | URL,
    headers?: MtlsHeaders | null,
    body?: MtlsBody,
    options?: Options | null,
  ): Answer<Body, Options> {
    return this.#send({ method: 'PATCH', url, headers, body, options });
  }

  /** Sends DELETE, with `body` if there is one. */
  delete<Body = never, Options extends MtlsRequestOptions = DefaultOptions<Body>>(
    url: string | URL,
    headers?: MtlsHeaders | null,
    body?: MtlsBody,
    options?: Options | null,
  ): Answer<Body, Options> {
    return this.#send({ method: 'DELETE', url, headers, body, options });
  }

  /** Sends HEAD. There is no body, so the options are the third argument. The answer's `body` is undefined. */
  head(
    url: string | URL,
    headers?: MtlsHeaders | null,
    options?: MtlsRequestOptions | null,
  ): Promise<MtlsResponse<undefined>> {
    return this.#sendWithoutBody({ method: 'HEAD', url, headers, body: undefined, options });
  }

  /** Sends OPTIONS. There is no body, so the options are the third argument. The answer's `body` is undefined. */
  options(
    url: string | URL,
    headers?: MtlsHeaders | null,
    options?: MtlsRequestOptions | null,
  ): Promise<MtlsResponse<undefined>> {
    return this.#sendWithoutBody({ method: 'OPTIONS', url, headers, body: undefined, options });
  }

  /** As documented, these answers have no body, even if the server sends one (docs/platform.md, "MTLSClient"). */
  async #sendWithoutBody(call: MtlsArguments): Promise<MtlsResponse<undefined>> {
    return { ...(await this.#send(call)), body: undefined };
  }

  async #send(call: MtlsArguments): Promise<MtlsResponse> {
    const request = prepareMtlsRequest(call, defaultHeaders(this.#parts.configuration));
    const { method, url } = request;
    const watched = announceCall(() => `${method} ${url.origin}${redactText(url.pathname)}`);
    this.#warn(request);
    try {
      return await withDeadline(request, (signal) => this.#exchange(request, signal));
    } catch (error) {
      throw withCallSite(mtlsFailure(error, request, this.#credentials.validTo), watched);
    } finally {
      if (watched) watched.isSettled = true;
    }
  }

  async #exchange(request: MtlsRequest, signal: AbortSignal): Promise<MtlsResponse> {
    const { admission, rules, dispatchers, configuration } = this.#parts;
    const { method, url, allowSelfSigned, proxyAuthorization, json, maxResponseBytes } = request;
    const passage = await admission.admit({ method, url, signal, admission: rules });
    const { statusCode, headers, stream } =
      passage.refusal ??
      (await passage.conclude(
        sendRequest(
          request,
          { credentials: this.#credentials, allowSelfSigned, proxy: passage.proxy, proxyAuthorization },
          dispatchers,
          signal,
          passage.sent,
        ),
      ));
    const limit: ResponseLimit = {
      bytes: maxResponseBytes ?? configuration.maxResponseBytes(),
      host: url.host,
      announced: announcedBytes(headers, method !== 'HEAD' && headers['content-encoding'] === undefined),
    };
    const received = await readBody(stream, { encoding: 'utf8', json }, true, () => {}, limit).catch(
      (error) => {
        throw mtlsBodyFailure(error);
      },
    );
    return { statusCode, headers, body: received.kept ? received.value : undefined };
  }

  #warn({ url, allowSelfSigned, unknownOptions }: MtlsRequest): void {
    const { warnOnce } = this.#parts;
    for (const name of unknownOptions) {
      const meant = nearName(name, OPTION_NAMES);
      const advice =
        meant === undefined ? `there are ${OPTION_NAMES.join(', ')}` : `did you mean "${meant}"?`;
      warnOnce(
        `mtls option ${name}`,
        `MTLSClient: the option "${name}" is unknown and has no effect; ${advice}`,
      );
    }
    if (!allowSelfSigned) return;
    warnOnce(
      `mtls allowSelfSigned ${url.host}`,
      `MTLSClient: allowSelfSigned accepts whoever answers as ${url.host}. ` +
        'Outside tests pass the authority of its certificate as "ca" to Toolbelt.MTLSClient instead.',
    );
  }
}

/** Runs a call with its deadline. The deadline ends the call at any stage. No timer is left afterwards. */
async function withDeadline<T>(request: MtlsRequest, run: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = createAbortController();
  if (request.timeoutMs === undefined) return run(controller.signal);
  let timer: NodeJS.Timeout | undefined;
  const expiry = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      const error = mtlsTimeout(request);
      // Rejects at once. The running work may take a moment to end, or may not listen to the signal.
      reject(error);
      controller.abort(error);
    }, request.timeoutMs);
  });
  try {
    return await Promise.race([run(controller.signal), expiry]);
  } finally {
    clearTimeout(timer);
  }
}
