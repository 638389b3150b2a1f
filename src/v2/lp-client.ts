import type { HttpResponse } from '../http/response/types';
import { ownProperties } from '../internal/own-properties';
import type { LpClient as LpClientOfV1 } from '../liveperson/lp-client';
import type { LpService } from './constants';
import { ErrorCodes, ToolBeltError } from './errors';

/** Options of a call: those of `fetch`, and the name of the secret that signs the call. */
export interface LpRequestOptions extends RequestInit {
  /** Name of the secret that holds the app key. @default 'LIVEPERSON_DEFAULT_APP_KEY' */
  appKeySecretName?: string;
}

/**
 * Calls a LivePerson API (docs/platform.md, "The toolbelt of V2"). It finds the host of the service, adds an access token and
 * `X-Request-Id`, and sends the request. After a 401, the request is sent once more, with fresh credentials.
 *
 * @param service a member of `LpServices`, or another service name as a string
 * @param path path of the API, with its query if there is one
 * @param options as for `fetch`. The body is text or bytes. Pass `{}` when there are none.
 * @returns the answer, whatever its status is. A `Response` cannot have the status 901. For this status, `status` and `ok` are properties
 *   of the response itself, and its `clone()` does not have them.
 * @throws ToolBeltError `ErrorCodes.Toolbelt.InvalidArgument` for wrong arguments, `ErrorCodes.LpClient.OpFailed` when the request fails on
 *   the network. It has a code of `ErrorCodes.Csds`, `Secret` or `OAuth2` when there is no host or no token.
 */
export type LpClient = (
  service: LpService | (string & {}),
  path: string,
  options: LpRequestOptions,
) => Promise<Response>;

/** Statuses whose responses have no body. */
const BODILESS = [204, 205, 304];
/** The statuses that a `Response` can have. */
const isCarried = (status: number): boolean => status >= 200 && status <= 599;

/** Makes the client of V2 from the client of V1. The client of V1 finds the host, signs and sends. */
export function createLpClient(send: LpClientOfV1): LpClient {
  return async (service, path, options) => {
    if (typeof options !== 'object' || options === null) {
      throw invalid('the third argument is missing: pass the options of fetch, or {}');
    }
    const { appKeySecretName, ...rest } = ownProperties(options);
    const init = ownProperties(rest);
    const request = toRequest(init);
    const body = init.body === undefined || init.body === null ? undefined : await request.arrayBuffer();
    const headers = Object.fromEntries(request.headers);
    try {
      const response: HttpResponse = await send(service, path, {
        method: request.method,
        headers: { 'x-request-id': crypto.randomUUID(), ...headers },
        ...(body !== undefined && { body: Buffer.from(body) }),
        ...(appKeySecretName !== undefined && { appKeySecretName }),
        ...(init.signal && { signal: init.signal }),
        simple: false,
        resolveWithFullResponse: true,
        encoding: null,
        gzip: true,
        followRedirect: request.redirect === 'follow',
        followAllRedirects: request.redirect === 'follow',
        maxRedirects: 20,
      });
      return toResponse(response, request.redirect);
    } catch (error) {
      throw failure(error, init.signal);
    }
  };
}

/** Reads the options as `fetch` does. The URL is not known yet, and does not matter. */
function toRequest(init: RequestInit): Request {
  try {
    return new Request('https://liveperson.invalid/', init);
  } catch (error) {
    throw invalid((error as Error).message, error);
  }
}

function toResponse({ statusCode, statusMessage, headers, body }: HttpResponse, redirect: string): Response {
  if (redirect === 'error' && headers.location !== undefined && statusCode >= 300 && statusCode < 400) {
    throw new ToolBeltError(
      'LpClient',
      ErrorCodes.LpClient.OpFailed,
      `the service redirected the request (status ${statusCode}), and the option "redirect" is "error".`,
    );
  }
  const content = BODILESS.includes(statusCode) ? null : toBytes(body);
  const status = isCarried(statusCode) ? statusCode : 500;
  const response = new Response(content, { status, statusText: statusMessage, headers: toHeaders(headers) });
  if (status === statusCode) return response;
  return Object.defineProperties(response, { status: { value: statusCode }, ok: { value: false } });
}

function toBytes(body: unknown): Uint8Array<ArrayBuffer> | null {
  return Buffer.isBuffer(body) && body.length > 0 ? new Uint8Array(body) : null;
}

function toHeaders(given: HttpResponse['headers']): Headers {
  const headers = new Headers();
  for (const [name, value] of Object.entries(given)) {
    for (const one of Array.isArray(value) ? value : [value ?? '']) headers.append(name, one);
  }
  return headers;
}

function failure(error: unknown, signal: AbortSignal | null | undefined): unknown {
  // As with fetch, a call that was aborted rejects with the reason.
  if (signal?.aborted) return signal.reason;
  if (error instanceof ToolBeltError) return error;
  return new ToolBeltError('LpClient', ErrorCodes.LpClient.OpFailed, (error as Error).message, error);
}

function invalid(problem: string, cause?: unknown): ToolBeltError {
  return new ToolBeltError('LpClient', ErrorCodes.Toolbelt.InvalidArgument, `${problem}.`, cause);
}
