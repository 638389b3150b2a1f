import { SERVICE_TIMEOUT_MS } from '../config/defaults';
import { ErrorCodes, RequestError, ToolbeltError } from '../errors';
import type { SendCall } from '../http/client/send-call';
import type { FullResponseOptions } from '../http/client/types';
import type { Authorizer } from '../http/request/auth';
import type { HttpRequestOptions } from '../http/request/options';
import type { HttpResponse } from '../http/response/types';
import { within } from '../internal/async/abortable';
import { isRecord } from '../internal/is-record';
import { anySignal } from '../internal/node/abort';
import { ownProperties } from '../internal/own-properties';
import { describeValue, misspeltOptions } from '../internal/wording';
import type { AuthorizerFor } from './app-keys';
import type { LpService } from './lp-services';

/** Options of an LpClient call: the options of HTTPClient, and the name of the secret that signs the call. */
export interface LpRequestOptions extends HttpRequestOptions {
  /** Name of the secret that holds the app key. @default 'lp-faas-default-app-key' */
  appKeySecretName?: string;
}

/** The function that `Toolbelt.LpClient()` returns (docs/platform.md, "LpClient"). */
export interface LpClient {
  /** With `resolveWithFullResponse: true`, resolves with the whole response. */
  // biome-ignore lint/suspicious/noExplicitAny: the type of the body is known to the caller alone
  <Body = any>(
    service: LpService | (string & {}),
    path: string,
    options: LpRequestOptions & FullResponseOptions,
  ): Promise<HttpResponse<Body>>;
  /**
   * Calls a LivePerson API, and resolves with the body of the answer. It finds the host of the service, signs the complete URL, and sends
   * the request.
   *
   * @param service a member of `LpServices`, or the name of another service
   * @param path path of the API, with its query if there is one
   * @param options as for HTTPClient. `method` is GET by default. `timeout`, in milliseconds, also limits the wait for service discovery
   *   and the wait for the access token. Without it, each of these two ends within 10 s, and the call itself has no limit.
   * @throws ToolbeltError with a code of `ErrorCodes.Csds` or `ErrorCodes.Toolbelt`, SecretError when the app key cannot be read, and the
   *   errors of HTTPClient
   * @example
   * const path = `/api/account/${process.env.BRAND_ID}/configuration/le-users/skills?v=2.0`;
   * const skills = await lpClient(LpServices.ACCOUNT_CONFIG_READ_ONLY, path, { json: true });
   */
  // biome-ignore lint/suspicious/noExplicitAny: what a call resolves to depends on its options
  <Result = any>(
    service: LpService | (string & {}),
    path: string,
    options?: LpRequestOptions,
  ): Promise<Result>;
}

/** The parts of the toolbelt that the client needs. */
export interface LpClientParts {
  send: SendCall;
  /** The origin of a service. */
  origin(service: string, account?: string, signal?: AbortSignal): Promise<string>;
  authorizerFor: AuthorizerFor;
  /** The secret that signs a call when the call names none. */
  appKey: string;
  warnOnce(topic: string, message: string): void;
}

/** Makes the client that `Toolbelt.LpClient()` returns (docs/platform.md, "LpClient"). */
export function createLpClient(parts: LpClientParts): LpClient {
  return async (service: string, path: string, options: LpRequestOptions = {}) => {
    checkArgument(service, 'service', 'a service name such as LpServices.MSG_HIST');
    checkArgument(path, 'path', 'the path of the API, such as "/messaging_history/api/account/…"');
    checkOptions(options);
    const { appKeySecretName = parts.appKey, ...request } = ownProperties(options);
    // With a misspelt name, the default key would sign the call. HTTPClient warns about its own options.
    for (const warning of misspeltOptions('LpClient', request, ['appKeySecretName']))
      parts.warnOnce(...warning);
    const timeoutMs = Number(request.timeout) || 0;
    // Service discovery and the token end by themselves after 10 s, with an error that says more. Only a shorter timeout needs a limit
    // here.
    const waitMs = timeoutMs < SERVICE_TIMEOUT_MS ? timeoutMs : 0;
    const noHost = () => late(ErrorCodes.Csds.OP_FAILED, `the host of "${service}" was not found`, waitMs);
    const baseUrl = await within(waitMs, noHost, (signal) => parts.origin(service, undefined, signal));
    const authorizer = inTime(await parts.authorizerFor('LpClient', [appKeySecretName]), waitMs);
    const { url: _url, ...rest } = request;
    try {
      return await parts.send({ ...rest, baseUrl, uri: path }, { authorizer });
    } catch (error) {
      // Otherwise an error about the token would look as if the caller's own request had failed.
      throw error instanceof RequestError && error.cause instanceof ToolbeltError ? error.cause : error;
    }
  };
}

/** The same authorizer, with a limit of `waitMs` for the wait for a token. */
function inTime(authorizer: Authorizer, waitMs: number): Authorizer {
  const noToken = () => late(ErrorCodes.Toolbelt.TOKEN_FAILED, 'there was no access token', waitMs);
  return {
    ...authorizer,
    authorize: (request) =>
      within(waitMs, noToken, async (time) => {
        const signal = time === undefined ? request.signal : anySignal([time, request.signal]);
        await authorizer.authorize({ ...request, signal });
      }),
  };
}

function late(code: string, what: string, timeoutMs: number): ToolbeltError {
  return new ToolbeltError(
    code,
    `LpClient: ${what} within ${timeoutMs} ms (option "timeout"). Allow more time, or try again.`,
  );
}

function checkOptions(options: unknown): void {
  if (options === null || isRecord(options)) return;
  throw new ToolbeltError(
    ErrorCodes.Toolbelt.INVALID_ARGUMENT,
    `LpClient: "options" must be an object such as { method: "POST", json: true }, found ${describeValue(options)}.`,
  );
}

function checkArgument(value: unknown, name: string, expected: string): void {
  if (typeof value === 'string' && value !== '') return;
  throw new ToolbeltError(
    ErrorCodes.Toolbelt.INVALID_ARGUMENT,
    `LpClient: "${name}" must be a non-empty string: ${expected}.`,
  );
}
