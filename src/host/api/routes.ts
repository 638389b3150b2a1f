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
    const { path, search } = splitPath(request.path);
    let isKnown = false;
    for (const { method, pattern, handle } of this.#routes) {
      const match = pattern.exec(path);
      if (!match) continue;
      isKnown = true;
      if (method !== request.method.toUpperCase()) continue;
      return handle(new ReceivedRequest(request, match.groups ?? {}, search));
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

/** The two sides of the first question mark. */
export function splitPath(whole: string): { path: string; search: string } {
  const mark = whole.indexOf('?');
  return mark === -1
    ? { path: whole, search: '' }
    : { path: whole.slice(0, mark), search: whole.slice(mark + 1) };
}

class ReceivedRequest implements RoutedRequest {
  readonly method: string;
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly #request: HostRequest;

  constructor(request: HostRequest, groups: Record<string, string>, search: string) {
    this.method = request.method;
    this.params = groups;
    // Few paths have escapes.
    if (request.path.includes('%')) for (const name in groups) groups[name] = decode(groups[name] ?? '');
    this.query = new URLSearchParams(search);
    this.#request = request;
  }

  get body(): Buffer {
    const { body = '' } = this.#request;
    if (typeof body === 'string') return Buffer.from(body);
    return Buffer.isBuffer(body) ? body : Buffer.from(body.buffer, body.byteOffset, body.length);
  }

  header(name: string): string | undefined {
    return headerOf(this.#request.headers, name);
  }
}

/** The value of a header, whose name may be in any case. */
export function headerOf(headers: HostRequest['headers'] = {}, name: string): string | undefined {
  const value = headers[Object.hasOwn(headers, name) ? name : keyOf(headers, name)];
  return typeof value === 'object' ? value[0] : value;
}

/** The key that is a name in another case. An empty text when there is none. */
function keyOf(headers: object, name: string): string {
  // The length is compared first, because nearly all requests come without the header that is looked for.
  for (const own in headers) if (own.length === name.length && own.toLowerCase() === name) return own;
  return '';
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
