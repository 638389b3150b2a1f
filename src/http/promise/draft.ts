import type { ClientRequest } from 'node:http';
import { URL } from 'node:url';
import { ownProperties } from '../../internal/own-properties';
import type { RedirectState } from '../redirects/redirects';
import { authorizerFor } from '../request/auth';
import type { AuthOptions, OAuthOptions } from '../request/auth-options';
import { jarOf } from '../request/cookies';
import { HeaderMap } from '../request/header-map';
import { oauthAuthorizer } from '../request/oauth';
import type { HttpRequestOptions } from '../request/options';
import { buildBody, createForm, type Form, knownBody } from '../request/request-body';
import {
  applyPiped,
  type PipedBody,
  type PrepareContext,
  type PreparedRequest,
  prepareRequest,
} from '../request/request-options';
import { legacyUrl, resolveUrl } from '../request/request-url';
import type { HttpClientResponse } from '../response/http-response';
import { SentRequest } from '../response/request-summary';
import type { LegacyUrl, RequestSummary } from '../response/types';
import type { HeaderValue, WireBody } from '../wire/message';

/** What is known of a request before it is sent. */
interface View {
  uri: LegacyUrl;
  method: string;
  headers: HeaderMap;
}

/** Removes every body option, so that a new body replaces the old one. */
const NO_BODY = {
  body: undefined,
  form: undefined,
  formData: undefined,
  json: undefined,
  multipart: undefined,
};

/**
 * A request between the call and its start. The options are checked when the request starts, or earlier if the
 * caller reads or changes the request in the turn of the call. A change goes into the checked request and not into
 * the options, since errors show the options as the caller gave them.
 */
export class Draft {
  readonly #options: HttpRequestOptions;
  readonly #context: PrepareContext;
  #prepared: PreparedRequest | undefined;
  #next: RedirectState | undefined;
  #body: { value: unknown } | undefined;
  #asksForJson = false;
  #isStarted = false;
  /** The last response, as soon as its head has arrived. */
  response: HttpClientResponse | undefined;
  /** The last request of Node. */
  nodeRequest: ClientRequest | undefined;

  constructor(options: HttpRequestOptions, context: PrepareContext) {
    this.#options = options;
    this.#context = context;
  }

  /**
   * The request, built from its options and the changes since.
   * @throws Error for options that cannot be sent
   */
  prepare(upload?: PipedBody): PreparedRequest {
    this.#prepared ??= prepareRequest(this.#options, this.#context, upload);
    return this.#prepared;
  }

  /**
   * The request to send. It cannot be changed after this.
   * @param upload the body that is piped or written into the call. It takes precedence over every other body.
   * @throws Error for options that cannot be sent
   */
  start(upload: PipedBody | undefined): PreparedRequest {
    const wasPrepared = this.#prepared !== undefined;
    const request = this.prepare(upload);
    if (upload && wasPrepared) {
      // The length belongs to the body that the upload replaces.
      request.headers.delete('content-length');
      applyPiped(request, upload, this.#options, this.#context.method);
    }
    this.#isStarted = true;
    return request;
  }

  /** Whether the request is being sent. */
  get isStarted(): boolean {
    return this.#isStarted;
  }

  /** The options for reading the response: those of the call, with `json` if the caller has asked for JSON since. */
  get answerOptions(): HttpRequestOptions {
    return this.#asksForJson ? ownProperties({ ...this.#options, json: true }) : this.#options;
  }

  /** Records a redirect that is followed. */
  redirect(next: RedirectState): void {
    this.#next = next;
    if (!next.keepsBody) this.#body = { value: undefined };
  }

  /** The present state of the request. Undefined if its options cannot be sent. */
  view(): View | undefined {
    if (this.response) {
      const { uri, method, headers } = this.response.request;
      return { uri, method, headers: new HeaderMap(Object.entries(headers) as [string, HeaderValue][]) };
    }
    const request = this.#next ?? this.#tryPrepare();
    if (!request) return undefined;
    const headers = request.headers.copy();
    headers.setDefault('host', request.url.host);
    const authorization = this.#next ? undefined : this.#prepared?.authorizer?.known?.();
    if (authorization !== undefined) headers.set('authorization', authorization);
    return { uri: legacyUrl(request.url), method: request.method, headers };
  }

  toJSON(): ReturnType<RequestSummary['toJSON']> {
    if (this.response) return this.response.request.toJSON();
    const { url, method, headers } = this.#next ?? this.prepare();
    return new SentRequest(legacyUrl(url), method, headers.toObject()).toJSON();
  }

  /** The body, unless it is multipart or piped into the call. */
  get body(): unknown {
    if (this.#body) return this.#body.value;
    const { formData, multipart } = this.#options;
    if (formData || multipart || !this.#tryPrepare()) return undefined;
    try {
      this.#body = { value: knownBody(this.#options, new HeaderMap()) };
    } catch {
      // The request rejects with this error when it starts.
      this.#body = { value: undefined };
    }
    return this.#body.value;
  }

  setHeader(name: string, value: unknown, clobber = true): void {
    if (value === undefined) return;
    this.#change((request) => {
      const { headers } = request;
      const before = headers.get(name);
      headers.set(name, clobber || before === undefined ? (value as HeaderValue) : `${before},${value}`);
      // A header that the caller sets now replaces the credentials that were given before.
      const replaces = name.toLowerCase() === 'authorization' && !request.authorizer?.isWaiting;
      if (replaces) request.authorizer = this.#context.authorizer;
    });
  }

  removeHeader(name: string): void {
    this.#change(({ headers }) => headers.delete(name));
  }

  setQuery(parameters: Record<string, unknown>, clobber: boolean): void {
    this.#change((request) => {
      const { qsParseOptions, qsStringifyOptions, useQuerystring } = this.#options;
      const codec = { qsParseOptions, qsStringifyOptions, useQuerystring };
      const uri = new URL(request.url);
      if (clobber) uri.search = '';
      const url = resolveUrl({ uri, qs: parameters, ...codec });
      // As in request, parameters that come to nothing leave the query as it is.
      if (!clobber || url.search !== '') request.url = url;
    });
  }

  /** Replaces the body by the body of the given option. */
  setBody(given: HttpRequestOptions): void {
    const options = ownProperties({ ...this.#options, ...NO_BODY, ...given });
    this.#change((request) => {
      const { headers } = request;
      headers.delete('content-length');
      const value = given.multipart ? undefined : knownBody(options, headers);
      this.#body = { value };
      this.#send(request, buildBody(given.multipart ? options : { body: value }, headers, undefined));
    });
  }

  setJson(value: unknown): void {
    this.#asksForJson = true;
    this.#change(({ headers }) => headers.setDefault('accept', 'application/json'));
    if (typeof value !== 'boolean') this.setBody(value ? { json: value } : { json: true, body: value });
    else if (this.body !== undefined) this.setBody({ json: true, body: this.body });
  }

  /** The form whose fields are sent instead of any other body. */
  openForm(): Form {
    const { form, send } = createForm();
    this.#change((request) => {
      this.#body = { value: undefined };
      this.#send(request, send(request.headers));
    });
    return form;
  }

  setAuth(auth: AuthOptions): void {
    this.#change((request) => {
      request.authorizer = this.#context.authorizer ?? authorizerFor(auth, request.url);
    });
  }

  setOAuth(options: OAuthOptions): void {
    this.#change((request) => {
      request.authorizer = this.#context.authorizer ?? oauthAuthorizer(options);
    });
  }

  setJar(jar: HttpRequestOptions['jar']): void {
    this.#change((request) => {
      request.jar = jarOf(jar);
    });
  }

  #tryPrepare(): PreparedRequest | undefined {
    try {
      return this.prepare();
    } catch {
      // The call rejects with this error when it starts.
      return undefined;
    }
  }

  /** Changes the request. An error of the change rejects the call when it starts. */
  #change(apply: (request: PreparedRequest) => void): void {
    const request = this.#isStarted ? undefined : this.#tryPrepare();
    if (!request) return;
    try {
      apply(request);
    } catch (error) {
      this.#send(request, Promise.reject(error));
    }
  }

  #send(request: PreparedRequest, body: Promise<WireBody>): void {
    request.body = body;
    // A rejection is handled when the request starts. Until then Node would report it as unhandled.
    body.catch(() => {});
  }
}
