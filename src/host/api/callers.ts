import { randomBytes, timingSafeEqual } from 'node:crypto';

/** Who sends a request: a function of this host, another caller with access, or a caller without access and the reason. */
export type Caller =
  | { readonly kind: 'function' | 'other' }
  | { readonly kind: 'refused'; readonly reason: string };

/** The credentials that callers have to show. */
export interface CallerRules {
  readonly token?: string | undefined;
  /** Says why an access token is not valid. Returns `undefined` for a valid one. */
  readonly issuer?: { problem(token: string): string | undefined } | undefined;
}

/** Decides who may call. */
export class Callers {
  readonly #rules: CallerRules;
  readonly #key = randomBytes(18).toString('base64url');

  constructor(rules: CallerRules) {
    this.#rules = rules;
  }

  /**
   * The app key with which the functions of this host sign their invocations of other functions. It has the form of OAuth 1.0a, because
   * this form needs no access token. Each host makes a new key, and only its processes know it.
   */
  get appKey(): Record<string, string> {
    return { consumerKey: this.#key, consumerSecret: this.#key, token: this.#key, tokenSecret: this.#key };
  }

  /** @param authorization the header `Authorization` */
  identify(authorization: string | undefined): Caller {
    if (authorization?.startsWith('OAuth ') && authorization.includes(`oauth_consumer_key="${this.#key}"`)) {
      return { kind: 'function' };
    }
    const { token, issuer } = this.#rules;
    if (token === undefined && issuer === undefined) return { kind: 'other' };
    const [, bearer] = /^Bearer (.+)$/i.exec(authorization ?? '') ?? [];
    if (bearer === undefined)
      return { kind: 'refused', reason: 'The header "authorization: Bearer …" is missing.' };
    if (token !== undefined && isSame(bearer, token)) return { kind: 'other' };
    const reason = issuer
      ? issuer.problem(bearer)
      : 'The token is not the one that the host was started with.';
    return reason === undefined ? { kind: 'other' } : { kind: 'refused', reason };
  }
}

/** Compares two credentials. The time does not tell how much of them is the same. */
export function isSame(one: string, other: string): boolean {
  const [first, second] = [Buffer.from(one), Buffer.from(other)];
  return first.length === second.length && timingSafeEqual(first, second);
}
