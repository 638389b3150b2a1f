import type { ServiceHosts } from '../container';
import type { HttpClient } from '../http/client/types';
import type { HttpResponse } from '../http/response/types';
import { parseJson } from '../internal/json-copy';
import type {
  MtlsBody,
  MtlsHeaders,
  MtlsRequestOptions,
  MtlsResponse,
  MtlsResponseBody,
} from '../mtls/mtls-client';
import { ErrorCodes, ToolBeltError } from './errors';

/** The gateway's name in service discovery, and the header that tells it the target (docs/platform.md, "The toolbelt of V2"). */
const GATEWAY = 'mtlsGateway';
const TARGET_HEADER = 'LP-forward-url';

/** Options of a call: those of MTLSClient that do not concern the certificate. */
export type LPMtlsOptions = Omit<MtlsRequestOptions, 'allowSelfSigned'>;

/**
 * Sends requests through LivePerson's gateway. The gateway adds a client certificate that LivePerson keeps (docs/platform.md, "The toolbelt
 * of V2"). The gateway is the service `mtlsGateway` of the account, and the header `LP-forward-url` tells it the target. Nothing else of
 * its protocol is published. The path `/`, the missing credentials, and the arguments and results are assumptions. Arguments and results
 * are those of `MTLSClient`. For tests, name another server with `Toolbelt.configure({ csds: { mtlsGateway: url } })` of
 * `lp-faas-toolbelt`.
 *
 * Every call resolves with any status, and rejects with
 * - `ErrorCodes.Mtls.InvalidRequest` for arguments that cannot be sent. Nothing is sent then.
 * - `ErrorCodes.Csds.NotFound` for an account without the gateway, `Csds.OpFailed` when service discovery does not answer
 * - `ErrorCodes.Mtls.Timeout` when `timeout` has passed without an answer or a further part of it
 * - `ErrorCodes.Mtls.General` when the connection fails. `cause` has Node's code.
 */
export class LPMtlsClient {
  readonly #hosts: ServiceHosts;
  readonly #http: HttpClient;

  /** @internal */
  constructor(hosts: ServiceHosts, http: HttpClient) {
    this.#hosts = hosts;
    this.#http = http;
  }

  /**
   * Sends GET to `url` through the gateway.
   * @param body `null` or `''`, because a GET has no body. Any other value is refused.
   */
  get<Options extends LPMtlsOptions = Record<never, never>>(
    url: string | URL,
    headers?: MtlsHeaders | null,
    body?: MtlsBody,
    options?: Options | null,
  ): Promise<MtlsResponse<MtlsResponseBody<Options>>> {
    return this.#send({ method: 'GET', url, headers, body, options });
  }

  /** Sends `body` to `url` with POST through the gateway. */
  post<Options extends LPMtlsOptions = Record<never, never>>(
    url: string | URL,
    headers?: MtlsHeaders | null,
    body?: MtlsBody,
    options?: Options | null,
  ): Promise<MtlsResponse<MtlsResponseBody<Options>>> {
    return this.#send({ method: 'POST', url, headers, body, options });
  }

  async #send(call: {
    method: string;
    url: unknown;
    headers: unknown;
    body: unknown;
    options: unknown;
  }): Promise<MtlsResponse> {
    const { prepareMtlsRequest } = require('../mtls/mtls-request') as typeof import('../mtls/mtls-request');
    const { method, url, headers, body, json, timeoutMs, maxResponseBytes } = prepareMtlsRequest(call, {});
    const gateway = await this.#hosts.origin(GATEWAY);
    try {
      const response: HttpResponse = await this.#http({
        url: `${gateway}/`,
        method,
        headers: { ...Object.fromEntries(headers), [TARGET_HEADER]: url.href },
        ...(body !== undefined && { body }),
        ...(timeoutMs !== undefined && { timeout: timeoutMs }),
        ...(maxResponseBytes !== undefined && { maxResponseBytes }),
        simple: false,
        resolveWithFullResponse: true,
        followRedirect: false,
        gzip: true,
      });
      return {
        statusCode: response.statusCode,
        headers: response.headers,
        body: readBody(response.body, json),
      };
    } catch (error) {
      const { code } = (error as { cause?: { code?: unknown } }).cause ?? {};
      const isLate = code === 'ETIMEDOUT' || code === 'ESOCKETTIMEDOUT';
      const message = `${method} through the gateway failed: ${(error as Error).message}.`;
      throw new ToolBeltError(
        'LPMtlsClient',
        ErrorCodes.Mtls[isLate ? 'Timeout' : 'General'],
        message,
        error,
      );
    }
  }
}

/** As in MTLSClient, an empty body is undefined with `json`, and a body that is no JSON stays text. */
function readBody(body: unknown, json: boolean): unknown {
  if (!json) return body;
  if (body === '') return undefined;
  try {
    return parseJson(String(body));
  } catch {
    return body;
  }
}
