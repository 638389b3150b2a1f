import { URL } from 'node:url';
import { ErrorCodes, StatusCodeError, ToolbeltError } from '../errors';
import type { SendCall } from '../http/client/send-call';
import type { HttpResponse } from '../http/response/types';
import { isRefusal, isTimeout } from '../http/wire/failures';
import { redactText } from '../internal/redact';

/** Credentials for the file storage, from the LivePerson account team (docs/platform.md, "File storage"). */
export interface SwiftCredentials {
  /** User name, from the account team of LivePerson. */
  username: string;
  /** Password, from the account team of LivePerson. */
  password: string;
}

/** A token of the file storage. */
interface Token {
  readonly value: string;
  /** Whether the storage has accepted a request with this token. */
  wasAccepted: boolean;
  /** Whether a newer token was fetched to replace it. */
  isReplaced: boolean;
}

/** Milliseconds that the storage may take to answer. */
const TIMEOUT_MS = 10_000;

/**
 * The greatest number of times that a file is sent. A token may expire while a file waits for the rate limit, and the next token may expire
 * in the same way.
 */
const MAX_TRIES = 5;

/**
 * Puts files into LivePerson's file storage, which is OpenStack Swift (docs/platform.md, "File storage"). All
 * files are sent with one token.
 */
export class SwiftClient {
  readonly #origin: string;
  readonly #credentials: SwiftCredentials;
  readonly #send: SendCall;
  #token: Promise<Token> | undefined;
  #wasRenewed = false;

  constructor(origin: string, credentials: SwiftCredentials, send: SendCall) {
    this.#origin = origin;
    this.#credentials = credentials;
    this.#send = send;
  }

  /** Fetches a token. @throws ToolbeltError `ErrorCodes.GdprUtil.AUTH_FAILED` when the storage gives none */
  async authenticate(): Promise<void> {
    await this.#currentToken();
  }

  /**
   * Replaces the file at `path`.
   *
   * @param path the path as a conversation has it. Its percent-escapes are not escaped again.
   * @throws ToolbeltError `ErrorCodes.GdprUtil.GENERAL` for a path that cannot be a path of the storage. Nothing is sent then.
   */
  async put(path: string, file: { contentType: string; body: Uint8Array | string }): Promise<void> {
    const url = this.#urlOf(path);
    let token = await this.#currentToken();
    for (let tries = 1; ; tries += 1) {
      try {
        await this.#put(url, file, token);
        return;
      } catch (error) {
        if (!isUnauthorized(error) || tries === MAX_TRIES) throw error;
        token = await this.#renewedToken(token, error);
      }
    }
  }

  async #put(
    url: URL,
    file: { contentType: string; body: Uint8Array | string },
    token: Token,
  ): Promise<void> {
    const body = bytesOf(file.body);
    const headers = {
      'content-type': file.contentType,
      // Without this header, request-promise and this library report an empty body as an error.
      'content-length': String(body.byteLength),
      'x-auth-token': token.value,
    };
    await this.#send(
      { url: url.href, method: 'PUT', timeout: TIMEOUT_MS, headers, body },
      { admission: 'queue' },
    );
    token.wasAccepted = true;
  }

  /**
   * The URL of a path. A path is refused when it leads to another host, or when it has parts that URLs resolve or cut off. Otherwise a
   * wrong file would be replaced.
   */
  #urlOf(path: string): URL {
    const isPlain =
      !/^\/\/|[\\?#\p{Cc}]|^[a-z][a-z\d+.-]*:/iu.test(path) &&
      !path.split(/\/|%2f|%5c/i).some((segment) => /^(\.|%2e){1,2}$/i.test(segment));
    const url = new URL(this.#origin);
    // A percent sign without two hex digits is a part of the file's name. Servers refuse it unless it is escaped.
    if (isPlain)
      url.pathname = (path.startsWith('/') ? path : `/${path}`).replace(/%(?![\da-f]{2})/gi, '%25');
    if (isPlain && url.origin === this.#origin && url.pathname.length > 1) return url;
    throw new ToolbeltError(
      ErrorCodes.GdprUtil.GENERAL,
      'the path is not one of the file storage: it must not be a URL, nor hold "..", "\\", "?" or "#".',
    );
  }

  #currentToken(): Promise<Token> {
    this.#token ??= this.#fetchToken();
    return this.#token;
  }

  /**
   * A token that replaces the refused one. It is fetched once for all files that wait for it. After the first renewal, a token that the
   * storage has never accepted is not renewed again. In that case, the storage refuses the file and not the token.
   */
  #renewedToken(refused: Token, error: StatusCodeError): Promise<Token> {
    if (!refused.isReplaced) {
      if (!refused.wasAccepted && this.#wasRenewed) throw error;
      refused.isReplaced = true;
      this.#wasRenewed = true;
      this.#token = this.#fetchToken();
    }
    return this.#currentToken();
  }

  async #fetchToken(): Promise<Token> {
    const url = `${this.#origin}/auth/v1.0`;
    const { username, password } = this.#credentials;
    const headers = { 'x-auth-user': username, 'x-auth-key': password };
    let response: HttpResponse;
    try {
      response = await this.#send(
        // The credentials are for this host only, so they must not be sent to the target of a redirect.
        { url, headers, resolveWithFullResponse: true, followRedirect: false, timeout: TIMEOUT_MS },
        { admission: 'queue' },
      );
    } catch (error) {
      const reason = isTimeout(error)
        ? `nothing came for ${TIMEOUT_MS} ms`
        : redactText((error as Error).message);
      throw authFailed(url, reason, isRefusal(error) ? CHECK_CREDENTIALS : CHECK_NETWORK, error);
    }
    const token = response.headers['x-auth-token'];
    if (typeof token === 'string' && token !== '')
      return { value: token, wasAccepted: false, isReplaced: false };
    throw authFailed(url, 'the answer has no header "x-auth-token"', CHECK_NETWORK);
  }
}

function bytesOf(body: Uint8Array | string): Buffer {
  return typeof body === 'string'
    ? Buffer.from(body)
    : Buffer.from(body.buffer, body.byteOffset, body.byteLength);
}

function isUnauthorized(error: unknown): error is StatusCodeError {
  return error instanceof StatusCodeError && error.statusCode === 401;
}

const CHECK_CREDENTIALS = 'Check the user name and the password';
const CHECK_NETWORK = 'This says nothing about the credentials: try again later, or check host and network';

function authFailed(url: string, reason: string, advice: string, cause?: unknown): ToolbeltError {
  return new ToolbeltError(
    ErrorCodes.GdprUtil.AUTH_FAILED,
    `No access to the file storage: GET ${url}: ${reason.replace(/\.$/, '')}. ${advice}.`,
    cause,
  );
}
