import type { Configuration } from '../config/configuration';
import type { OAuth2Credentials } from '../config/credentials';
import { SERVICE_TIMEOUT_MS } from '../config/defaults';
import { ErrorCodes, ToolbeltError } from '../errors';
import type { SendCall } from '../http/client/send-call';
import { sendTimed } from '../http/client/timed-call';
import { isRefusal, isTimeout } from '../http/wire/failures';
import { OncePerKey } from '../internal/async/once-per-key';
import { type Clock, ExpiringCache } from '../internal/expiring-cache';
import { isRecord } from '../internal/is-record';
import { redactText } from '../internal/redact';

/** How long a refusal stands after a token was renewed because of one. */
const REFUSAL_STANDS_MS = 60_000;
/** A token is renewed this long before it expires. */
const RENEW_BEFORE_SECONDS = 60;

/** What the client takes from the toolbelt. */
export interface TokenClientParts {
  send: SendCall;
  configuration: Configuration;
  /** The origin of a LivePerson service. */
  origin(service: string, account: string, signal: AbortSignal): Promise<string>;
  clock?: Clock;
}

/**
 * Gets access tokens with OAuth 2 client credentials from LivePerson's `sentinel` service
 * (docs/platform.md, "Access tokens"). A token is kept until 60 s before it expires. Concurrent callers share
 * one request, which ends within 10 s.
 */
export class TokenClient {
  readonly #parts: TokenClientParts;
  #tokens: ExpiringCache<string>;
  /** The token of each key that was renewed lately because a service refused it. */
  #refused: ExpiringCache<string>;
  readonly #fetches = new OncePerKey<string>();

  constructor(parts: TokenClientParts) {
    this.#parts = parts;
    this.#tokens = new ExpiringCache(parts.clock);
    this.#refused = new ExpiringCache(parts.clock);
  }

  /**
   * @param signal ends the wait for sentinel; the call then rejects with the signal's reason
   * @returns a bearer token for the account
   * @throws ToolbeltError `ErrorCodes.Toolbelt.TOKEN_FAILED` when sentinel refuses or answers without a token
   */
  async token(credentials: OAuth2Credentials, signal?: AbortSignal): Promise<string> {
    const accountId = this.#parts.configuration.accountId();
    const key = cacheKey(accountId, credentials);
    const fetch = (shared: AbortSignal) => this.#fetch(key, accountId, credentials, shared);
    return this.#tokens.get(key) ?? this.#fetches.run(key, fetch, signal);
  }

  /**
   * Forgets a token that was refused. A newer token that another caller has fetched meanwhile is kept. When the token
   * has just been renewed because of a refusal, another one would not help: the refusal stands for 60 s.
   * @returns whether the call may be repeated with another token
   */
  discard(credentials: OAuth2Credentials, token: string): boolean {
    const key = cacheKey(this.#parts.configuration.accountId(), credentials);
    const kept = this.#tokens.getStale(key);
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
    this.#tokens = new ExpiringCache(this.#parts.clock);
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
    const seconds = lifetimeSeconds(answer as Record<string, unknown>, token) - RENEW_BEFORE_SECONDS;
    if (seconds > 0) tokens.set(key, token, seconds * 1000);
    return token;
  }

  async #post(url: string, credentials: OAuth2Credentials, signal: AbortSignal): Promise<unknown> {
    const form = { ...credentials, grant_type: 'client_credentials' };
    // With the encoding set, HTTPClient drops a byte order mark before the answer.
    const options = { url, method: 'POST', form, json: true, encoding: 'utf8' } as const;
    try {
      const extras = { admission: 'queue', signal, timeoutMs: SERVICE_TIMEOUT_MS } as const;
      return (await sendTimed(this.#parts.send, options, extras)).body;
    } catch (error) {
      const reason = isTimeout(error)
        ? `no answer within ${SERVICE_TIMEOUT_MS} ms`
        : redactText((error as Error).message);
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

function cacheKey(accountId: string, { client_id, client_secret }: OAuth2Credentials): string {
  return JSON.stringify([accountId, client_id, client_secret]);
}

/**
 * How many seconds a token is valid. `expires_in` of the answer is a number or a text. When it is missing, the claim
 * `exp` of the token counts.
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
