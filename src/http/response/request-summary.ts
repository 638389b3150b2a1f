import { inspect } from 'node:util';
import { redactor } from '../../internal/redact/sent-values';
import { Caseless } from './caseless';
import type { LegacyUrl, RequestSummary } from './types';

type Shown = ReturnType<RequestSummary['toJSON']>;

/**
 * The summary of a request, for its response, its error and the returned promise. Its own properties are those that
 * request prints. The others are found on demand, so that copies and logs do not have them.
 */
export class SentRequest implements RequestSummary {
  uri: LegacyUrl;
  method: string;
  headers: Record<string, unknown>;
  readonly #body: (() => unknown) | undefined;

  /** @param body looks up the body when somebody asks for it */
  constructor(uri: LegacyUrl, method: string, headers: Record<string, unknown>, body?: () => unknown) {
    this.uri = uri;
    this.method = method;
    this.headers = headers;
    this.#body = body;
  }

  get href(): string {
    return this.uri.href;
  }

  get path(): string | null {
    return this.uri.path;
  }

  get host(): string | null {
    return this.uri.hostname;
  }

  get port(): string | number | null {
    return this.uri.port;
  }

  get body(): unknown {
    // A copy that keeps the prototype has no private fields.
    return #body in this ? this.#body?.() : undefined;
  }

  hasHeader(name: string): string | false {
    return new Caseless(this.headers).has(name);
  }

  getHeader(name: string): unknown {
    const spelt = this.hasHeader(name);
    return spelt === false ? undefined : this.headers[spelt];
  }

  toJSON(): Shown {
    const { uri, method, headers } = this;
    return redactor().redact({ uri, method, headers }) as Shown;
  }

  [inspect.custom](_depth: number, options: object): string {
    return inspect(this.toJSON(), options);
  }
}
