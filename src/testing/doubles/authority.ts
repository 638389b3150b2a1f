import { ExpiringCache } from '../../internal/expiring-cache';
import { isRecord } from '../../internal/is-record';
import type { DoubleRequest } from './double';
import { OAUTH1_FIELDS, type OAuth1Key, oauth1Problem } from './oauth1';

/** How long an access token is valid (docs/platform.md, "Access tokens"). */
export const TOKEN_LIFETIME_SECONDS = 3_600;

const OAUTH2_FIELDS = ['client_id', 'client_secret'] as const;

type OAuth2Key = Readonly<Record<(typeof OAUTH2_FIELDS)[number], string>>;

/** The app keys of an account. It issues access tokens for them, and checks the signature or the token of requests. */
export class Authority {
  readonly #accountId: string;
  readonly #clock: () => number;
  readonly #keys = new Map<string, OAuth1Key | OAuth2Key>();
  readonly #tokens: ExpiringCache<true>;
  #issued = 0;

  constructor(accountId: string, clock: () => number) {
    this.#accountId = accountId;
    this.#clock = clock;
    this.#tokens = new ExpiringCache(clock);
  }

  /**
   * Takes the present value of a secret. An app key in it is valid from now on. The app key that the secret held before is no longer valid.
   */
  know(secretName: string, value: unknown): void {
    const key = appKeyOf(value);
    if (key) this.#keys.set(secretName, key);
    else this.#keys.delete(secretName);
  }

  /** An access token for a client. `undefined` when the account does not know the client, or the secret is wrong. */
  issue(clientId: string, clientSecret: string): string | undefined {
    const isKnown = [...this.#keys.values()].some(
      (key) => 'client_id' in key && key.client_id === clientId && key.client_secret === clientSecret,
    );
    if (!isKnown) return undefined;
    this.#issued += 1;
    const now = this.#clock();
    const issuedAt = Math.floor(now / 1_000);
    const token = jwt({
      iss: 'Sentinel',
      aud: this.#accountId,
      azp: clientId,
      scope: 'faas.lambda.invoke',
      iat: issuedAt,
      exp: issuedAt + TOKEN_LIFETIME_SECONDS,
      jti: String(this.#issued),
    });
    this.#tokens.set(token, true, TOKEN_LIFETIME_SECONDS * 1_000);
    return token;
  }

  /** A sentence that says why a request is refused. `undefined` when its token or signature is valid. */
  problem(request: DoubleRequest): string | undefined {
    const [scheme = '', token = ''] = (request.headers.authorization ?? '').split(' ', 2);
    if (/^oauth$/i.test(scheme)) {
      const keys = [...this.#keys.values()].filter((key) => 'consumerKey' in key);
      return oauth1Problem(request, keys);
    }
    if (!/^bearer$/i.test(scheme)) return 'The request is neither signed with OAuth 1.0a nor has it a token.';
    if (this.#tokens.getStale(token) === undefined) return 'The token is not one of this account.';
    return this.#tokens.get(token) ? undefined : 'The token has expired.';
  }
}

/** The app key that a secret holds. LpClient also tells the two kinds apart by their shape (docs/platform.md, "App keys"). */
function appKeyOf(value: unknown): OAuth1Key | OAuth2Key | undefined {
  const candidate = typeof value === 'string' ? parse(value) : value;
  if (hasTexts(candidate, OAUTH2_FIELDS)) return candidate;
  return hasTexts(candidate, OAUTH1_FIELDS) ? candidate : undefined;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function hasTexts<Name extends string>(
  value: unknown,
  names: readonly Name[],
): value is Record<Name, string> {
  return isRecord(value) && names.every((name) => typeof value[name] === 'string' && value[name] !== '');
}

/** A token that looks like a real one. Its signature is a fixed text, because only this class checks the token. */
function jwt(claims: Record<string, unknown>): string {
  const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const signature = Buffer.from('lp-faas-toolbelt/testing').toString('base64url');
  return `${part({ alg: 'RS256', typ: 'JWT' })}.${part(claims)}.${signature}`;
}
