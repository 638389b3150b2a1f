import { URL, URLSearchParams } from 'node:url';
import { OncePerKey } from '../../internal/async/once-per-key';
import { ExpiringCache } from '../../internal/expiring-cache';
import { isRecord } from '../../internal/is-record';
import { createError, ErrorNames, rememberSent } from '../errors';
import type { AppJwtCredentials, FetchRequest, Response } from '../types';
import { createUrl } from '../urls';

/** The owner of a token, and how the token is fetched. */
export interface TokenRequest {
  accountId: string;
  credentials: AppJwtCredentials;
  /** A token is renewed this many milliseconds before it ends. When half of its life is shorter, that is used instead. */
  renewBeforeMs: number;
  /** The origin of `sentinel`. It is looked up only when a token is fetched. */
  origin(): Promise<string>;
  fetch(request: FetchRequest): Promise<Response>;
}

interface Token {
  readonly text: string;
  readonly fetchedAt: number;
  readonly endsAt: number;
}

/** How many tokens are kept before the oldest is forgotten. */
const MAX_TOKENS = 1_000;
/** After a token was renewed because it was refused, further refusals are ignored for this long. */
const REFUSAL_STANDS_MS = 60_000;
const PATH = 'sentinel/api/account/%s/app/token';

/**
 * Tokens of OAuth 2 client credentials (docs/platform.md, "Access tokens"). While a token is renewed, callers still get the old token.
 * Concurrent callers share a request, and a failure is not kept.
 */
export class Tokens {
  readonly #tokens = new Map<string, Token>();
  readonly #refused = new ExpiringCache<true>();
  readonly #fetches = new OncePerKey<Token>();

  /** @throws VError `FaaSAppJWTAuthenticationError`. Its cause is a `FaaSAppJWTRetrievalError` when the token could not be fetched. */
  async token(request: TokenRequest): Promise<string> {
    const key = keyOf(request);
    const kept = this.#tokens.get(key);
    if (kept && kept.endsAt > Date.now()) {
      if (isDue(kept, request.renewBeforeMs)) {
        // A failure is not reported here, because the old token is still good. A call after the end of the old token fetches again.
        this.#renew(key, request).catch(() => undefined);
      }
      return kept.text;
    }
    return (await this.#renew(key, request)).text;
  }

  /**
   * Forgets a token that was refused, but at most once in 60 s, because the renewed token may be refused too. A newer token that was
   * fetched meanwhile is kept.
   */
  discard(request: Pick<TokenRequest, 'accountId' | 'credentials'>, token: string): void {
    const key = keyOf(request);
    if (this.#tokens.get(key)?.text !== token || this.#refused.get(key)) return;
    this.#refused.set(key, true, REFUSAL_STANDS_MS);
    this.#tokens.delete(key);
  }

  #renew(key: string, request: TokenRequest): Promise<Token> {
    return this.#fetches.run(key, async () => {
      const token = await fetchToken(request);
      const oldest = this.#tokens.keys().next();
      if (this.#tokens.size >= MAX_TOKENS && !oldest.done) this.#tokens.delete(oldest.value);
      this.#tokens.set(key, token);
      return token;
    });
  }
}

function keyOf({ accountId, credentials }: Pick<TokenRequest, 'accountId' | 'credentials'>): string {
  return JSON.stringify([accountId, credentials.clientId, credentials.clientSecret]);
}

function isDue({ fetchedAt, endsAt }: Token, renewBeforeMs: number): boolean {
  // Without this limit, a token with a short life would be renewed with every call.
  return Date.now() >= endsAt - Math.min(renewBeforeMs, (endsAt - fetchedAt) / 2);
}

async function fetchToken(request: TokenRequest): Promise<Token> {
  const { accountId, credentials } = request;
  const about = `no token for client ${credentials.clientId} of account ${accountId}`;
  let answer: Response;
  try {
    answer = await post(request);
  } catch (cause) {
    throw createError(ErrorNames.AUTHENTICATION, about, { cause });
  }
  const text = isRecord(answer.body) ? answer.body.access_token : undefined;
  const seconds = typeof text === 'string' ? expiryOf(text) : undefined;
  if (typeof text === 'string' && seconds !== undefined) {
    return { text, fetchedAt: Date.now(), endsAt: seconds * 1_000 };
  }
  const problem =
    typeof text === 'string' && text !== '' ? 'a token that is no JWT with "exp"' : 'no "access_token"';
  // The body may hold a credential, so the error does not show it.
  const info = { url: answer.url, status: answer.status };
  const { host } = new URL(answer.url);
  throw createError(ErrorNames.AUTHENTICATION, `${about}: ${host} answered with ${problem}`, { info });
}

async function post({ accountId, credentials, origin, fetch }: TokenRequest): Promise<Response> {
  let url: string | undefined;
  try {
    url = createUrl(await origin(), PATH, [accountId], [['v', '2.0']]);
    const body = new URLSearchParams({
      client_id: credentials.clientId,
      client_secret: credentials.clientSecret,
      grant_type: 'client_credentials',
    }).toString();
    const headers = { 'Content-Type': 'application/x-www-form-urlencoded', Accept: 'application/json' };
    const request: FetchRequest = { url, method: 'post', headers, body };
    let answer = await fetch(request);
    // The client repeats other failures itself. It does not repeat a POST that was answered with 500, because a function may have run.
    // `sentinel` runs no function.
    if (answer.status === 500) answer = await fetch(request);
    if (answer.ok) return { ...answer, url };
    throw createError(ErrorNames.REQUEST, `${url} answered with status ${answer.status}`, {
      info: { url, status: answer.status, body: answer.body },
      answer: rememberSent(answer, { body }, credentials),
    });
  } catch (cause) {
    const advice =
      'the token could not be fetched: check id and secret, and that the app is installed for the account';
    throw createError(ErrorNames.RETRIEVAL, advice, { cause });
  }
}

function expiryOf(token: string): number | undefined {
  const parts = token.split('.');
  if (parts.length !== 3) return undefined;
  try {
    const claims: unknown = JSON.parse(Buffer.from(parts[1] ?? '', 'base64url').toString());
    return isRecord(claims) && typeof claims.exp === 'number' ? claims.exp : undefined;
  } catch {
    return undefined;
  }
}
