import type { Double, DoubleRequest, DoubleResponse } from './double';
import { refusal } from './refusals';

/** A request of a known operation. */
export interface RoutedRequest extends DoubleRequest {
  /** The decoded segments of the path, one for each `:name` of the route. */
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
}

/** An operation. In its path, `:name` stands for a segment, and `*` at the end stands for the rest of the path. */
export type Route = readonly [
  method: string,
  path: string,
  handle: (request: RoutedRequest) => DoubleResponse | Promise<DoubleResponse>,
];

interface CompiledRoute {
  method: string;
  pattern: RegExp;
  handle: Route[2];
}

/** A double that answers each request with the first route that matches. */
export function createDouble(service: string, routes: readonly Route[]): Double {
  const compiled = routes.map(([method, path, handle]) => ({ method, pattern: compile(path), handle }));
  const find = (method: string, path: string): CompiledRoute | undefined =>
    compiled.find((route) => route.method === method && route.pattern.test(path));
  return {
    service,
    handles: (method, path) => find(method, pathOf(path)) !== undefined,
    async handle(request) {
      const { pathname, search } = splitUrl(request.url);
      const route = find(request.method, pathname);
      if (!route) {
        const isKnown = compiled.some(({ pattern }) => pattern.test(pathname));
        return refusal(isKnown ? 'methodNotAllowed' : 'noSuchPath', `${request.method} ${pathname}`);
      }
      const groups = route.pattern.exec(pathname)?.groups ?? {};
      const params = Object.fromEntries(Object.entries(groups).map(([name, text]) => [name, decode(text)]));
      return route.handle({ ...request, params, query: new URLSearchParams(search) });
    },
  };
}

/** The pattern of a path. A slash at the end of a request's path is ignored. */
function compile(path: string): RegExp {
  const source = path
    .replace(/[.()]/g, '\\$&')
    .replace(/:(\w+)/g, '(?<$1>[^/]+)')
    .replace(/\*$/, '(?<rest>.*)');
  return new RegExp(`^${source}/?$`);
}

function splitUrl(url: string): { pathname: string; search: string } {
  const target = url.replace(/^[a-z]+:\/\/[^/?]*/i, '');
  const pathname = pathOf(target);
  return { pathname, search: target.slice(pathname.length + 1) };
}

function pathOf(target: string): string {
  return target.split(/[?#]/, 1)[0] ?? '';
}

/** Decodes a segment. A segment with an invalid escape stays as it is, as in the services. */
function decode(segment: string | undefined): string {
  try {
    return decodeURIComponent(segment ?? '');
  } catch {
    return segment ?? '';
  }
}
