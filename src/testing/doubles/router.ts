import type { Double, DoubleRequest, DoubleResponse } from './double';
import { refusal } from './refusals';

/** A request of a known operation. */
export interface RoutedRequest extends DoubleRequest {
  /** What stood in the place of each `:name` of the path, decoded. */
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
}

/** An operation: method, path with `:name` for a segment and `*` at its end for the rest, and what answers it. */
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

/** A double that answers each operation with its route; the first that matches wins. */
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

/** A slash at the end changes nothing. */
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

/** A segment that is no valid escape stands for itself, as on the services. */
function decode(segment: string | undefined): string {
  try {
    return decodeURIComponent(segment ?? '');
  } catch {
    return segment ?? '';
  }
}
