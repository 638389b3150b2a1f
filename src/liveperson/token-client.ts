import type { Configuration } from '../config/configuration';
import type { OAuth2Credentials } from '../config/credentials';
import { SERVICE_TIMEOUT_MS } from '../config/defaults';
import { ErrorCodes, StatusCodeError, ToolbeltError } from '../errors';
import type { SendCall } from '../http/client/send-call';
import { sendTimed } from '../http/client/timed-call';
import { isRefusal, isTimeout, isTunnelForbidden } from '../http/wire/failures';
import { OncePerKey } from '../internal/async/once-per-key';
import { type Clock, ExpiringCache } from '../internal/expiring-cache';
import { isRecord } from '../internal/is-record';
import { redactor } from '../internal/redact/sent-values';

/** Milliseconds for which a token is not renewed again after it was renewed because of a refusal. */
const REFUSAL_STANDS_MS = 60_000;
/** A token is renewed this many milliseconds before it expires, or at half of its life if that is later. */
const RENEW_BEFORE_MS = 60_000;
/** Failures of a connection after which the request is sent once more. A request that took too long is not sent again. */
const CONNECTION_CODES = new Set([
  'ECONNRESET',
  'ECONNREFUSED',
  'EPIPE',
  'EAI_AGAIN',
  'ENOTFOUND',
  'EHOSTUNREACH',
]);
/** Milliseconds for which a valid token is used without another try after it could not be renewed. */
const RENEW_AGAIN_MS = 5_000;

/** A token that is kept. */
interface Token {
  readonly text: string;
  /** When the token is to be renewed, on the clock of the client. */
  renewAt: number;
}

/** The parts of the toolbelt that the client needs. */
export interface TokenClientParts {
  send: SendCall;
  configuration: Configuration;
  /** The origin of a LivePerson service. */
  origin(service: string, account: string, signal: AbortSignal): Promise<string>;
  clock?: Clock;
}

/**
 * Gets access tokens with OAuth 2 client credentials from LivePerson's `sentinel` service (docs/platform.md, "Access tokens"). A token is
 * renewed 60 s before it expires, or at half of its life if that is later. When it cannot be renewed, it is used until it expires.
 * Concurrent callers share one request. It ends within 10 s. A request that fails because of its connection, or with a status from 500 on,
 * is sent once more.
 */
export class TokenClient {
  readonly #parts: TokenClientParts;
  readonly #clock: Clock;
  #tokens: ExpiringCache<Token>;
  /** For each key, the token that was last renewed because a service had refused it. */
  #refused: ExpiringCache<string>;
  readonly #fetches = new OncePerKey<string>();

  constructor(parts: TokenClientParts) {
    this.#parts = parts;
    this.#clock = parts.clock ?? (() => performance.now());
    this.#tokens = new ExpiringCache(this.#clock);
    this.#refused = new ExpiringCache(this.#clock);
  }

  /**
   * @param signal ends the wait for sentinel. The call then rejects with the signal's reason.
   * @returns a bearer token for the account
   * @throws ToolbeltError `ErrorCodes.Toolbelt.TOKEN_FAILED` when sentinel refuses or answers without a token
   */
  async token(credentials: OAuth2Credentials, signal?: AbortSignal): Promise<string> {
    const accountId = this.#parts.configuration.accountId();
    const key = cacheKey(accountId, credentials);
    const fetch = (shared: AbortSignal) => this.#fetch(key, accountId, credentials, shared);
    const kept = this.#tokens.get(key);
    if (kept && this.#clock() < kept.renewAt) return kept.text;
    try {
      return await this.#fetches.run(key, fetch, signal);
    } catch (error) {
      // The token may have expired meanwhile, and another caller may have reported that it was refused.
      if (signal?.aborted || !kept || this.#tokens.get(key) !== kept) throw error;
      kept.renewAt = this.#clock() + RENEW_AGAIN_MS;
      return kept.text;
    }
  }

  /**
   * Forgets a token that was refused. A newer token that another caller has fetched meanwhile is kept. When the token itself was renewed
   * because of a refusal, another token would not help, so it is kept for 60 s.
   * @returns whether the call may be repeated with another token
   */
  discard(credentials: OAuth2Credentials, token: string): boolean {
    const key = cacheKey(this.#parts.configuration.accountId(), credentials);
    const kept = this.#tokens.getStale(key)?.text;
    const refused = this.#refused.get(key);
    if (refused === token || (kept !== undefined && kept !== token)) return true;
    if (refused !== undefined) return false;
    this.#tokens.delete(key);
    this.#refused.set(key, token, REFUSAL_STANDS_MS);
    return true;
  }

  /** Forgets every token. */
  reset(): void {
    // A request that is running stores its token in the old cache, so that later callers do not get it.
    this.#tokens = new ExpiringCache(this.#clock);
    this.#refused.clear();
    this.#fetches.clear();
  }

  async #fetch(
    key: string,
    accountId: string,
    credentials: OAuth2Credentials,
    signal: AbortSignal,
  ): Promise<string> {
    const tokens = this.#tokens;
    const origin = await this.#parts.origin('sentinel', accountId, signal);
    const url = `${origin}/sentinel/api/account/${encodeURIComponent(accountId)}/app/token?v=2.0`;
    const answer = await this.#post(url, credentials, signal);
    const token = isRecord(answer) ? answer.access_token : undefined;
    if (typeof token !== 'string' || token === '') {
      throw new ToolbeltError(
        ErrorCodes.Toolbelt.TOKEN_FAILED,
        `No access token for client ${credentials.client_id}: ${url} answered without "access_token".`,
      );
    }
    const lifeMs = lifetimeSeconds(answer as Record<string, unknown>, token) * 1000;
    if (lifeMs > 0) {
      const renewAt = this.#clock() + lifeMs - Math.min(RENEW_BEFORE_MS, lifeMs / 2);
      tokens.set(key, { text: token, renewAt }, lifeMs);
    }
    return token;
  }

  async #post(url: string, credentials: OAuth2Credentials, signal: AbortSignal): Promise<unknown> {
    const form = { ...credentials, grant_type: 'client_credentials' };
    // With the encoding set, HTTPClient drops a byte order mark before the answer.
    const options = { url, method: 'POST', form, json: true, encoding: 'utf8' } as const;
    const start = performance.now();
    const send = async (timeoutMs: number): Promise<unknown> =>
      (await sendTimed(this.#parts.send, options, { admission: 'queue', signal, timeoutMs })).body;
    try {
      return await send(SERVICE_TIMEOUT_MS).catch((error) => {
        // Without this token, all calls that need one would fail.
        if (signal.aborted || !isTransient(error)) throw error;
        return send(SERVICE_TIMEOUT_MS - Math.round(performance.now() - start));
      });
    } catch (error) {
      const reason = isTimeout(error)
        ? `no answer within ${SERVICE_TIMEOUT_MS} ms`
        : redactor().redactText((error as Error).message);
      const advice = isRefusal(error)
        ? 'Check the client id and secret in the app key secret, and that the app is installed for this account'
        : 'This says nothing about the credentials: try again later, or check host and network';
      throw new ToolbeltError(
        ErrorCodes.Toolbelt.TOKEN_FAILED,
        `No access token for client ${credentials.client_id}: POST ${url}: ${reason}. ${advice}.`,
        error,
      );
    }
  }
}

/** Whether a call failed for a reason that may pass quickly: its connection broke, or the server had a fault. */
function isTransient(error: unknown): boolean {
  if (error instanceof StatusCodeError) return error.statusCode >= 500;
  const { code } = ((error as Error).cause ?? {}) as NodeJS.ErrnoException;
  return code !== undefined && CONNECTION_CODES.has(code) && !isTunnelForbidden((error as Error).cause);
}

function cacheKey(accountId: string, { client_id, client_secret }: OAuth2Credentials): string {
  return JSON.stringify([accountId, client_id, client_secret]);
}

/**
 * How many seconds a token is valid. `expires_in` of the answer is a number or a text. When it is missing, the claim `exp` of the token is
 * used.
 */
function lifetimeSeconds(answer: Record<string, unknown>, token: string): number {
  const seconds = Number.parseInt(String(answer.expires_in), 10);
  if (Number.isFinite(seconds)) return seconds;
  const expiry = jwtExpiry(token);
  return expiry === undefined ? 0 : expiry - Math.floor(Date.now() / 1000);
}

function jwtExpiry(token: string): number | undefined {
  try {
    const claims: unknown = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());
    return isRecord(claims) && typeof claims.exp === 'number' ? claims.exp : undefined;
  } catch {
    // The token is not a JWT, so its lifetime is unknown. It is used for one call and not kept.
    return undefined;
  }
}
