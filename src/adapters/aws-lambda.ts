/**
 * `lp-faas-toolbelt/adapters/aws-lambda`: runs the functions of a project on AWS Lambda, behind LivePerson's invocation API.
 *
 * @packageDocumentation
 */

import { invalidOptions } from '../host/options';
import type { HostRequest } from '../host/types';
import { type AdapterOptions, EngineHost } from './engine';

export type { AdapterLogLine, AdapterOptions } from './engine';

/** A request through a function URL or an HTTP API: version 2 of the payload. */
export interface HttpEvent {
  /** The path. */
  readonly rawPath: string;
  /** The query, without the question mark. */
  readonly rawQueryString?: string;
  /** The headers. */
  readonly headers?: Headers | null;
  /** The body. */
  readonly body?: string | null;
  /** Whether the body is base64. */
  readonly isBase64Encoded?: boolean;
  /** Further facts about the request. */
  readonly requestContext: {
    /** The part about HTTP. */
    readonly http: {
      /** The HTTP method. */
      readonly method: string;
    };
  };
}

/** A request through a REST API, through an HTTP API with version 1 of the payload, or through a load balancer. */
export interface RestEvent {
  /** The HTTP method. */
  readonly httpMethod: string;
  /** The path. */
  readonly path: string;
  /** The headers. */
  readonly headers?: Headers | null;
  /** The headers, each with all of its values. */
  readonly multiValueHeaders?: Readonly<Record<string, string[] | undefined>> | null;
  /** The query. A load balancer leaves it percent-encoded. */
  readonly queryStringParameters?: Headers | null;
  /** The query, each name with all of its values. */
  readonly multiValueQueryStringParameters?: Readonly<Record<string, string[] | undefined>> | null;
  /** Further facts about the request. */
  readonly requestContext?: {
    /** Set when a load balancer sent the request. */
    readonly elb?: object;
  };
  /** The body. */
  readonly body?: string | null;
  /** Whether the body is base64. */
  readonly isBase64Encoded?: boolean;
}

/** A direct invocation of one function. */
export interface DirectEvent {
  /** The name or the id of the function, or the id of an event. For an event, all functions of the event are invoked. */
  readonly lambda: string;
  /** The headers of the input. */
  readonly headers?: Array<{
    /** The name. */
    key: string;
    /** The value. */
    value: string;
  }>;
  /** The payload of the input. */
  readonly payload?: unknown;
}

type Headers = Readonly<Record<string, string | undefined>>;

/** The answer to a request through a gateway. */
export interface LambdaHttpResult {
  /** The HTTP status. */
  statusCode: number;
  /** The headers. */
  headers: Record<string, string>;
  /** The same headers, for a load balancer that is configured for headers with several values. */
  multiValueHeaders?: Record<string, string[]>;
  /** The body. */
  body: string;
  /** Whether the body is base64. */
  isBase64Encoded: false;
}

/** A handler for AWS Lambda. It returns a promise and takes no callback, because newer runtimes offer none. */
export type LambdaHandler = (event: HttpEvent | RestEvent | DirectEvent) => Promise<unknown>;

/**
 * Makes a handler for AWS Lambda of a project (docs/platform.md, "Invocation API"). Functions run in the process of the runtime. AWS
 * isolates and scales this process. The handler takes two kinds of events:
 *
 * - Requests through function URLs, API Gateway (payloads of versions 1 and 2) and Application Load Balancers. The invocation API answers
 *   them, and the handler resolves with a {@link LambdaHttpResult}.
 * - Direct invocations `{ lambda, headers, payload }`, for example from EventBridge Scheduler. The handler resolves with what the function
 *   answered. For an event, it resolves with a list of the answers. When a function fails, the handler rejects with an error whose `name`
 *   is the code of the failure. AWS's permissions decide who may invoke directly. `token` is not checked here.
 *
 * @param options the folder of the project, and how its functions are to run
 * @returns the handler, to be exported under the name that AWS Lambda is configured with
 * @throws ToolbeltError `ErrorCodes.Toolbelt.INVALID_ARGUMENT` for options that are wrong and for a folder without functions,
 *   `INVALID_CONFIGURATION` for a config.json that is wrong and for two functions with one id or name
 */
export function toLambdaHandler(options: AdapterOptions): LambdaHandler {
  const engine = new EngineHost('toLambdaHandler', options);
  return async (event) => {
    const request = requestOf(event as Partial<HttpEvent & RestEvent>);
    if (!request) return invokeDirectly(engine, event as DirectEvent);
    const { status, headers, body } = await engine.answer(request);
    return {
      statusCode: status,
      headers,
      ...(takesManyValues(event as RestEvent) && { multiValueHeaders: listed(headers) }),
      body,
      isBase64Encoded: false,
    } satisfies LambdaHttpResult;
  };
}

/** A load balancer with `multi_value_headers` sends and reads only `multiValueHeaders`. Without it, it sends and reads only `headers`. */
function takesManyValues({ requestContext, multiValueHeaders }: RestEvent): boolean {
  return Boolean(requestContext?.elb && multiValueHeaders);
}

function listed(headers: Record<string, string>): Record<string, string[]> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value]]));
}

function requestOf(event: Partial<HttpEvent & RestEvent> = {}): HostRequest | undefined {
  const { requestContext, rawPath = '/', rawQueryString = '', headers } = event;
  const body = Buffer.from(event.body ?? '', event.isBase64Encoded ? 'base64' : 'utf8');
  if (requestContext?.http) {
    const { method } = requestContext.http;
    return { method, path: `${rawPath}?${rawQueryString}`, headers: headers ?? {}, body };
  }
  const { httpMethod: method, path = '/', multiValueHeaders } = event;
  if (method === undefined) return undefined;
  return { method, path: `${path}?${queryOf(event)}`, headers: { ...headers, ...multiValueHeaders }, body };
}

/** A REST API decodes the query before it passes it on. A load balancer passes it on as it was sent. */
function queryOf({
  queryStringParameters,
  multiValueQueryStringParameters,
  requestContext,
}: Partial<RestEvent>): string {
  const parameters = { ...queryStringParameters, ...multiValueQueryStringParameters };
  const pairs = Object.entries(parameters).flatMap(([name, value = []]) =>
    [value].flat().map((single): [string, string] => [name, single]),
  );
  if (requestContext?.elb) return pairs.map((pair) => pair.join('=')).join('&');
  return new URLSearchParams(pairs).toString();
}

async function invokeDirectly(engine: EngineHost, event: DirectEvent): Promise<unknown> {
  const { lambda, ...input } = event ?? {};
  if (typeof lambda !== 'string') {
    throw invalidOptions(
      'The handler of toLambdaHandler',
      'the event is no request through a function URL, API Gateway or a load balancer, and no direct invocation: send ' +
        '{ lambda, headers, payload }, where lambda is the name or the id of a function',
    );
  }
  const { results, isEvent } = await engine.invoke(lambda, input);
  const failure = results.find(({ error }) => error !== undefined)?.error;
  if (failure) throw Object.assign(new Error(failure.message), { name: failure.code });
  return isEvent ? results.map(({ result = null }) => result) : results[0]?.result;
}
