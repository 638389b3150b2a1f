import { types } from 'node:util';
import { ErrorCodes, ToolbeltError } from '../../errors';
import { isRecord } from '../../internal/is-record';
import { copyJson, toJsonText } from '../../internal/json-copy';
import { redactText } from '../../internal/redact';
import type { DoubleRequest, DoubleResponse } from '../doubles/double';
import { readableBody } from './requests';

/** A request to a host of your own, as an answer function gets it. It still has its credentials. */
export interface HostRequest {
  /** The method in upper case. */
  readonly method: string;
  /** The whole URL. */
  readonly url: string;
  /** The path without the query. */
  readonly path: string;
  /** The query by name. When a name comes several times, the last value counts. */
  readonly query: Readonly<Record<string, string>>;
  /** The headers, by lower-case name. */
  readonly headers: Readonly<Record<string, string>>;
  /** The body. It is parsed when it is JSON. Other text stays text, and bytes that are no text stay bytes. */
  readonly body: unknown;
}

/** An answer. Everything has a default. */
export interface HostAnswer {
  /** The status. @default 200 */
  status?: number;
  /** The body. Text and bytes are sent as they are, and anything else as JSON. @default no body */
  body?: unknown;
  /** The headers. */
  headers?: Readonly<Record<string, string>>;
}

/** Makes the answer of a request. */
export type AnswerFunction = (request: HostRequest) => HostAnswer | Promise<HostAnswer>;

interface Answer {
  make: AnswerFunction;
  left: number;
  isUsed: boolean;
}

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS'];

/** One operation of a host, with its answers in their order. */
export class HostRoute {
  readonly #name: string;
  readonly #answers: Answer[] = [];

  constructor(name: string) {
    this.#name = name;
  }

  /**
   * Adds an answer for the next call, after those that were added before. A function answers every call from then on.
   *
   * @param status an integer from 200 to 599, or a function that makes the answer
   * @param body text and bytes are sent as they are, and anything else as JSON
   * @throws ToolbeltError `ErrorCodes.Toolbelt.INVALID_ARGUMENT` for a wrong status, and after an answer that is for every call
   */
  reply(status: number | AnswerFunction, body?: unknown, headers?: Readonly<Record<string, string>>): this {
    const last = this.#answers.at(-1);
    if (last?.left === Number.POSITIVE_INFINITY) {
      throw invalid(
        `${this.#name}: the answer before this one is for every call, so this one would never come`,
      );
    }
    if (typeof status === 'function') {
      this.#answers.push({ make: status, left: Number.POSITIVE_INFINITY, isUsed: false });
      return this;
    }
    if (!isStatus(status)) {
      throw invalid(
        `${this.#name}: the status must be an integer from 200 to 599, or a function of the request`,
      );
    }
    this.#checkBody(body);
    const answer = {
      status,
      body: types.isUint8Array(body) ? Buffer.from(body) : copyJson(body),
      ...(headers && { headers }),
    };
    this.#answers.push({ make: () => answer, left: 1, isUsed: false });
    return this;
  }

  /** How many calls get the answer that was added last. `Infinity` means all from then on. */
  times(count: number): this {
    const last = this.#answers.at(-1);
    if (!last) throw invalid(`${this.#name}: times() comes after reply()`);
    if (count !== Number.POSITIVE_INFINITY && !(Number.isInteger(count) && count > 0)) {
      throw invalid(`${this.#name}: times() needs a positive integer or Infinity`);
    }
    last.left = count;
    return this;
  }

  /** The answer to a request. `undefined` when none is left. */
  async answer(request: DoubleRequest): Promise<DoubleResponse | undefined> {
    const next = this.#answers.find(({ left }) => left > 0);
    if (!next) return undefined;
    next.left -= 1;
    next.isUsed = true;
    let made: unknown;
    try {
      made = await next.make(toHostRequest(request));
    } catch (error) {
      throw invalid(`${this.#name}: the answer function threw ${redactText(String(error))}`, error);
    }
    if (!isRecord(made))
      throw invalid(`${this.#name}: the answer function must return { status, body, headers }`);
    const { status = 200, body } = made;
    if (!isStatus(status)) {
      throw invalid(
        `${this.#name}: the answer function returned the status ${JSON.stringify(status)}: it must be an integer from 200 to 599`,
      );
    }
    this.#checkBody(body);
    return toResponse(made);
  }

  #checkBody(body: unknown): void {
    if (body === undefined || types.isUint8Array(body) || toJsonText(body) !== undefined) return;
    throw invalid(`${this.#name}: the body must be text, bytes or a JSON value`);
  }

  /** Describes the answers that nothing asked for. */
  unused(): string[] {
    const left = this.#answers.filter(({ left, isUsed }) =>
      left !== Number.POSITIVE_INFINITY ? left > 0 : !isUsed,
    );
    if (this.#answers.length === 0) return [`${this.#name} has no answer: add one with .reply(…)`];
    return left.length === 0
      ? []
      : [
          `${this.#name} has ${left.length === 1 ? 'an answer' : `${left.length} answers`} that nothing asked for`,
        ];
  }
}

/** A host of your own. It answers in this process. */
export class PlatformHost {
  readonly #name: string;
  readonly #routes: Array<{ method: string; path: string | RegExp; route: HostRoute }> = [];

  constructor(name: string) {
    this.#name = name;
  }

  /** Answers GET. @param path the path. Add the query if it must match. Or a pattern for path and query. */
  get(path: string | RegExp): HostRoute {
    return this.on('GET', path);
  }

  /** Answers POST. */
  post(path: string | RegExp): HostRoute {
    return this.on('POST', path);
  }

  /** Answers PUT. */
  put(path: string | RegExp): HostRoute {
    return this.on('PUT', path);
  }

  /** Answers PATCH. */
  patch(path: string | RegExp): HostRoute {
    return this.on('PATCH', path);
  }

  /** Answers DELETE. */
  delete(path: string | RegExp): HostRoute {
    return this.on('DELETE', path);
  }

  /** Answers HEAD. */
  head(path: string | RegExp): HostRoute {
    return this.on('HEAD', path);
  }

  /**
   * Answers a method.
   * @throws ToolbeltError `ErrorCodes.Toolbelt.INVALID_ARGUMENT` for an unknown method, a wrong path, and an operation that has an answer
   *   already
   */
  on(method: string, path: string | RegExp): HostRoute {
    const verb = String(method).toUpperCase();
    const name = `platform.host(${JSON.stringify(this.#name)}).${verb.toLowerCase()}(${typeof path === 'string' ? JSON.stringify(path) : path})`;
    if (!METHODS.includes(verb)) throw invalid(`${name}: the method must be one of ${METHODS.join(', ')}`);
    if (!(path instanceof RegExp) && (typeof path !== 'string' || !path.startsWith('/'))) {
      throw invalid(`${name}: the path must begin with "/", or be a RegExp`);
    }
    if (this.#routes.some((known) => known.method === verb && String(known.path) === String(path))) {
      throw invalid(`${name} is answered already: add further answers to it, as in .reply(…).reply(…)`);
    }
    const route = new HostRoute(name);
    this.#routes.push({ method: verb, path, route });
    return route;
  }

  /** The answer to a request. `undefined` when there is none, or none is left. */
  async answer(request: DoubleRequest): Promise<DoubleResponse | undefined> {
    const { pathname, search } = new URL(request.url);
    const found = this.#routes.filter(
      ({ method, path }) => method === request.method && matches(path, pathname, search),
    );
    for (const { route } of found) {
      const response = await route.answer(request);
      if (response) return response;
    }
    return undefined;
  }

  /** Describes the answers that nothing asked for. */
  unused(): string[] {
    return this.#routes.flatMap(({ route }) => route.unused());
  }
}

function isStatus(status: unknown): boolean {
  return Number.isInteger(status) && Number(status) >= 200 && Number(status) <= 599;
}

function matches(path: string | RegExp, pathname: string, search: string): boolean {
  if (typeof path !== 'string')
    return new RegExp(path.source, path.flags.replace(/[gy]/g, '')).test(pathname + search);
  return path === (path.includes('?') ? pathname + search : pathname);
}

function toHostRequest(request: DoubleRequest): HostRequest {
  const { pathname, searchParams } = new URL(request.url);
  const { method, url, headers } = request;
  return {
    method,
    url,
    path: pathname,
    query: Object.fromEntries(searchParams),
    headers,
    body: readableBody(request),
  };
}

function toResponse({ status = 200, body, headers = {} }: HostAnswer): DoubleResponse {
  if (body === undefined) return { status, headers };
  if (typeof body === 'string') return { status, headers, body };
  if (types.isUint8Array(body)) return { status, headers, body: Buffer.from(body) };
  return { status, headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) };
}

function invalid(problem: string, cause?: unknown): ToolbeltError {
  return new ToolbeltError(ErrorCodes.Toolbelt.INVALID_ARGUMENT, `${problem}.`, cause);
}
