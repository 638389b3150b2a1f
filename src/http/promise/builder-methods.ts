import type { ClientRequest } from 'node:http';
import type { AuthOptions, OAuthOptions } from '../request/auth-options';
import type { CookieJar } from '../request/cookies';
import type { HttpRequestOptions } from '../request/options';
import type { Form } from '../request/request-body';
import type { HttpResponse, LegacyUrl, RequestSummary } from '../response/types';
import type { Draft } from './draft';
import { EmittingPromise } from './emitting-promise';

/**
 * The methods and properties of request's object that read and change a call before it is sent. Nothing is sent
 * before the current turn of the event loop ends. A change that comes later has no effect.
 */
export abstract class RequestBuilder<Result> extends EmittingPromise<Result> {
  readonly #draft: Draft;

  constructor(executor: ConstructorParameters<typeof Promise<Result>>[0], draft: Draft) {
    super(executor);
    this.#draft = draft;
  }

  /** The URL, in parts. After a redirect it is the new URL. Undefined for a call that cannot be sent. */
  get uri(): LegacyUrl | undefined {
    return this.#draft.view()?.uri;
  }

  /** The method. Undefined for a call that cannot be sent. */
  get method(): string | undefined {
    return this.#draft.view()?.method;
  }

  /** Path and query of the URL. */
  get path(): string | undefined {
    return this.uri?.path ?? undefined;
  }

  /** Host of the URL, without its port. */
  get host(): string | undefined {
    return this.uri?.hostname ?? undefined;
  }

  /** Port of the URL. It is text if the URL names the port, and the default port as a number otherwise. */
  get port(): string | number | undefined {
    const { uri } = this;
    return uri && (uri.port ?? (uri.protocol === 'https:' ? 443 : 80));
  }

  /** A copy of the request headers. {@link setHeader} changes a header. */
  get headers(): Record<string, unknown> | undefined {
    return this.#draft.view()?.headers.toObject();
  }

  /** The request body, unless it is a multipart body or is piped into the call. */
  get body(): unknown {
    return this.#draft.body;
  }

  /** The response, from the event `response` on. */
  get response(): HttpResponse | undefined {
    return this.#draft.response;
  }

  /** Node's own request, from the event `request` on. `stream.pipeline` and `stream.finished` need it. */
  get req(): ClientRequest | undefined {
    return this.#draft.nodeRequest;
  }

  /** Whether the call can be read. Streams of older kinds check this. */
  get readable(): boolean {
    return true;
  }

  /** Whether a body can be piped into the call. A stream of an older kind checks this before it sends anything. */
  get writable(): boolean {
    return true;
  }

  /** `{ uri, method, headers }`, without credentials. */
  toJSON(): ReturnType<RequestSummary['toJSON']> {
    return this.#draft.toJSON();
  }

  /**
   * Sets a request header. A header in another spelling is replaced.
   * @param name name of the header, or an object with names and values
   * @param value value of the header. `undefined` changes nothing.
   * @param clobber false appends the value to that of an existing header, after a comma
   */
  setHeader(name: string | Record<string, unknown>, value?: unknown, clobber?: boolean): this {
    if (typeof name === 'string') this.#draft.setHeader(name, value, clobber);
    else for (const [each, own] of Object.entries(name)) this.#draft.setHeader(each, own, value !== false);
    return this;
  }

  /** The name of a request header as it is spelt, or false if the header is not set. */
  hasHeader(name: string): string | false {
    return this.#draft.view()?.headers.nameOf(name) ?? false;
  }

  /** The value of a request header. The name may be in upper or lower case. */
  getHeader(name: string): string | string[] | number | undefined {
    return this.#draft.view()?.headers.get(name);
  }

  /** Removes a request header. The name may be in upper or lower case. */
  removeHeader(name: string): this {
    this.#draft.removeHeader(name);
    return this;
  }

  /**
   * Adds parameters to the query.
   * @param parameters names and values, as in the option `qs`
   * @param clobber true replaces the query instead of adding to it
   */
  qs(parameters: Record<string, unknown>, clobber?: boolean): this {
    this.#draft.setQuery(parameters, Boolean(clobber));
    return this;
  }

  /**
   * Returns a form-data object. The fields that are appended to it in this turn of the event loop are sent as
   * multipart/form-data. Streams among them are read to their end first.
   */
  form(): Form;
  /** Sends fields, or the text of a form, as application/x-www-form-urlencoded. */
  form(fields: Record<string, unknown> | string): this;
  form(fields?: Record<string, unknown> | string): this | Form {
    if (!fields) return this.#draft.openForm();
    this.#draft.setBody({ form: fields });
    return this;
  }

  /** Asks for JSON and parses the answer. The value is sent as JSON. `true` sends the present body as JSON. */
  json(value: unknown): this {
    this.#draft.setJson(value);
    return this;
  }

  /** Sends the parts as multipart/related, as the option `multipart` does. */
  multipart(parts: NonNullable<HttpRequestOptions['multipart']>): this {
    this.#draft.setBody({ multipart: parts });
    return this;
  }

  /**
   * Sets credentials.
   * @param sendImmediately false sends them only in answer to a 401 challenge
   * @param bearer a bearer token, or a function that returns the token. It takes precedence over user and password.
   */
  auth(
    user?: string | null,
    pass?: string | null,
    sendImmediately?: boolean,
    bearer?: AuthOptions['bearer'],
  ): this {
    this.#draft.setAuth({ user, pass, sendImmediately, bearer } as AuthOptions);
    return this;
  }

  /** Signs the call with OAuth 1.0a. */
  oauth(options: OAuthOptions): this {
    this.#draft.setOAuth(options);
    return this;
  }

  /** Sets the cookie jar: a jar of `HTTPClient.jar()`, true for the jar that all calls with `true` share, or false for none. */
  jar(jar: CookieJar | boolean): this {
    this.#draft.setJar(jar);
    return this;
  }
}
