/**
 * `lp-faas-toolbelt/adapters/functions-framework`: runs the functions of a project on Cloud Run and Knative, behind LivePerson's invocation
 * API.
 *
 * @packageDocumentation
 */

import { type AdapterOptions, EngineHost } from './engine';

export type { AdapterLogLine, AdapterOptions } from './engine';

/** The parts of a request of `@google-cloud/functions-framework` that the adapter reads. */
export interface HttpFunctionRequest {
  /** The HTTP method. */
  readonly method: string;
  /** The path with its query. */
  readonly url: string;
  /** The headers. */
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** The body as it was received. Missing for a request without a body. */
  readonly rawBody?: Uint8Array | undefined;
}

/** The parts of a response of the framework that the adapter uses. It is a response of `node:http`. */
export interface HttpFunctionResponse {
  /** Sets status and headers. */
  writeHead(status: number, headers: Record<string, string>): unknown;
  /** Sends the body. */
  end(body: string): unknown;
}

/** An HTTP function of `@google-cloud/functions-framework`. */
export type HttpFunction = (request: HttpFunctionRequest, response: HttpFunctionResponse) => Promise<void>;

/**
 * Makes an HTTP function of a project, for `@google-cloud/functions-framework` (docs/platform.md, "Invocation API"). It answers the
 * invocation API: invocations by id and by event, isImplemented, and the list of functions. Functions run in the process of the framework.
 * The engine isolates and scales this process.
 *
 * The framework parses bodies itself. It answers JSON that does not parse with status 400 and a body of its own.
 *
 * @param options the folder of the project, and how its functions are to run
 * @returns the HTTP function, to be registered with the framework
 * @throws ToolbeltError `ErrorCodes.Toolbelt.INVALID_ARGUMENT` for options that are wrong and for a folder without functions,
 *   `INVALID_CONFIGURATION` for a config.json that is wrong and for two functions with one id or name
 */
export function toHttpFunction(options: AdapterOptions): HttpFunction {
  const engine = new EngineHost('toHttpFunction', options);
  return async ({ method, url, headers, rawBody = new Uint8Array() }, response) => {
    // The framework runs functions in a domain of Node. The domain would catch what a lambda throws in a timer.
    (process as { domain?: { exit(): void } | null }).domain?.exit();
    const answer = await engine.answer({ method, path: url, headers, body: rawBody });
    response.writeHead(answer.status, answer.headers);
    response.end(answer.body);
  };
}
