import type { HostRequest, HostResponse } from '../types';

/** A request, and the values of its path. */
export interface RoutedRequest {
  readonly method: string;
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly body: Buffer;
  /** The value of a header, by lower-case name. */
  header(name: string): string | undefined;
}

/** Answers the requests of one route. */
export type RouteHandler = (request: RoutedRequest) => HostResponse | Promise<HostResponse>;

/** An operation. In its path, `:name` stands for a segment. */
export type Route = readonly [method: string, path: string, handle: RouteHandler];

interface CompiledRoute {
  readonly method: string;
  readonly pattern: RegExp;
  readonly handle: RouteHandler;
}

/** Finds the route of a request by method and path. A slash at the end of the path is ignored. */
export class Routes {
  readonly #routes: readonly CompiledRoute[];

  constructor(routes: readonly Route[]) {
    this.#routes = routes.map(([method, path, handle]) => ({ method, pattern: compile(path), handle }));
  }

  /** @returns the answer. `undefined` when no route has this path, and 405 when none has this method. */
  answer(request: HostRequest): HostResponse | Promise<HostResponse> | undefined {
    const [path = '', search = ''] = request.path.split(/\?(.*)/s, 2);
    let isKnown = false;
    for (const { method, pattern, handle } of this.#routes) {
      const match = pattern.exec(path);
      if (!match) continue;
      isKnown = true;
      if (method === request.method.toUpperCase()) return handle(toRouted(request, match.groups, search));
    }
    return isKnown ? problem(405, `${request.method} is not a method of ${path}.`) : undefined;
  }
}

/** A JSON answer. */
export function json(status: number, value: unknown): HostResponse {
  return { status, headers: { 'content-type': 'application/json' }, body: JSON.stringify(value) };
}

/** A refusal, for everything but the invocation API. @param error a sentence with what to do */
export function problem(status: number, error: string): HostResponse {
  return json(status, { error });
}

function toRouted(request: HostRequest, groups: Record<string, string> = {}, search: string): RoutedRequest {
  const { method, headers = {}, body = '' } = request;
  const params: Record<string, string> = {};
  for (const name in groups) params[name] = decode(groups[name] ?? '');
  return {
    method,
    params,
    query: new URLSearchParams(search),
    body:
      typeof body === 'string' ? Buffer.from(body) : Buffer.from(body.buffer, body.byteOffset, body.length),
    header: (name) => headerOf(headers, name),
  };
}

/** The value of a header, whose name may be in any case. */
export function headerOf(headers: HostRequest['headers'] = {}, name: string): string | undefined {
  const key = Object.hasOwn(headers, name)
    ? name
    : Object.keys(headers).find((own) => own.toLowerCase() === name);
  const value = key === undefined ? undefined : headers[key];
  return typeof value === 'object' ? value[0] : value;
}

function compile(path: string): RegExp {
  const source = path.replace(/[.()]/g, '\\$&').replace(/:(\w+)/g, '(?<$1>[^/]+)');
  return new RegExp(`^${source}/?$`);
}

/** Decodes a segment. A segment with an invalid escape stays as it is. */
function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
