/**
 * `lp-faas-toolbelt/adapters/functions-framework`: the functions of a project behind LivePerson's invocation API, on Cloud
 * Run and Knative.
 *
 * @packageDocumentation
 */

import { type AdapterOptions, EngineHost } from './engine';

export type { AdapterLogLine, AdapterOptions } from './engine';

/** What is needed of a request of `@google-cloud/functions-framework`. */
export interface HttpFunctionRequest {
  /** The HTTP method. */
  readonly method: string;
  /** The path with its query. */
  readonly url: string;
  /** The headers. */
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** The body as it came; missing for a request without a body. */
  readonly rawBody?: Uint8Array | undefined;
}

/** What is needed of its response, which is one of `node:http`. */
export interface HttpFunctionResponse {
  /** Sets status and headers. */
  writeHead(status: number, headers: Record<string, string>): unknown;
  /** Sends the body. */
  end(body: string): unknown;
}

/** An HTTP function of `@google-cloud/functions-framework`. */
export type HttpFunction = (request: HttpFunctionRequest, response: HttpFunctionResponse) => Promise<void>;

/**
 * Makes an HTTP function of a project, for `@google-cloud/functions-framework` (docs/platform.md, "Invocation API"). It
 * answers the invocation API: invocations by id and by event, isImplemented, and the list of functions. Functions run in
 * the process of the framework, which the engine isolates and scales.
 *
 * The framework reads bodies itself, and refuses JSON that does not parse with 400 and a body of its own.
 *
 * @param options the folder of the project, and how its functions are to run
 * @throws ToolbeltError `ErrorCodes.Toolbelt.INVALID_ARGUMENT` for options that are wrong and for a folder without
 *   functions, `INVALID_CONFIGURATION` for a config.json that is wrong and for two functions with one id or name
 */
export function toHttpFunction(options: AdapterOptions): HttpFunction {
  const engine = new EngineHost('toHttpFunction', options);
  return async ({ method, url, headers, rawBody = new Uint8Array() }, response) => {
    // The framework runs functions in a domain of Node, which takes what a lambda throws in a timer for its own.
    (process as { domain?: { exit(): void } | null }).domain?.exit();
    const answer = await engine.answer({ method, path: url, headers, body: rawBody });
    response.writeHead(answer.status, answer.headers);
    response.end(answer.body);
  };
}
