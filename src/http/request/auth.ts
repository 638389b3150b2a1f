import { ownProperties } from '../../internal/own-properties';
import { decodeUserInfo } from '../../internal/user-info';
import type { AuthOptions } from './auth-options';
import { challengesOf, digest, strongestChallenge } from './challenge';
import type { HeaderMap } from './header-map';

/** The parts of a hop that an authorizer may read and change before the hop is sent. */
export interface SignableRequest {
  method: string;
  url: URL;
  headers: HeaderMap;
  /** The body, unless it is a stream. */
  body: string | Buffer | undefined;
  /** The body again, if it is the text of a form. OAuth signs no other kind of body. */
  form: string | undefined;
  /** Aborts when the call is aborted. Nobody waits for the credentials then. */
  signal: AbortSignal;
  /** Replaces a form body. */
  setForm(form: string): void;
}

/** Adds credentials to a hop. */
export interface Authorizer {
  /** True while the credentials are held back until a challenge arrives. */
  readonly isWaiting?: boolean;
  /** The value of the `authorization` header, if it is known before the request is sent. */
  known?(): string | undefined;
  /** Called for every hop to the host that the call was made to, right before the hop is sent. */
  authorize(request: SignableRequest): void | Promise<void>;
  /**
   * Called when the answer is 401.
   * @returns true if the request should be sent once more, with the credentials that `authorize` now adds
   */
  challenged?(headers: Record<string, string | string[] | undefined>): boolean | Promise<boolean>;
}

/**
 * The authorizer for the `auth` option, or for the user info in the URL.
 * @throws Error with the message of the `request` package if the option holds no usable credentials
 */
export function authorizerFor(auth: AuthOptions | undefined, url: URL): Authorizer | undefined {
  if (auth === undefined) {
    if (url.username === '' && url.password === '') return undefined;
    const [user, pass] = decodeUserInfo(url);
    return basic(user, pass, true);
  }
  const own = ownProperties(auth);
  // As in request, the longer name takes precedence whenever it is given.
  const user = Object.hasOwn(own, 'username') ? own.username : own.user;
  const pass = Object.hasOwn(own, 'password') ? own.password : own.pass;
  // As in request, every falsy value except `undefined` waits for the challenge.
  const immediately = own.sendImmediately === undefined || Boolean(own.sendImmediately);
  if (own.bearer !== undefined) return bearer(own.bearer, immediately);
  if (user === undefined) throw new Error('no auth mechanism defined');
  if (typeof user !== 'string' || (pass !== undefined && typeof pass !== 'string')) {
    throw new Error('auth() received invalid user or password');
  }
  return basic(user, pass ?? '', immediately);
}

function bearer(token: string | (() => string), immediately: boolean): Authorizer {
  const value = (): string => `Bearer ${(typeof token === 'function' ? token() : token) || ''}`;
  return new ChallengeAuthorizer(immediately ? value : undefined, (header) =>
    challengesOf(header).some((challenge) => /^bearer\b/i.test(challenge)) ? value : undefined,
  );
}

function basic(user: string, pass: string, immediately: boolean): Authorizer {
  const value = (): string => `Basic ${Buffer.from(`${user}:${pass}`).toString('base64')}`;
  return new ChallengeAuthorizer(immediately ? value : undefined, (header) => {
    const challenge = strongestChallenge(header);
    if (challenge === undefined || /^basic\b/i.test(challenge))
      return challenge === undefined ? undefined : value;
    return ({ method, url }) => digest(method, url, challenge, user, pass);
  });
}

type AuthorizationValue = (request: SignableRequest) => string;

/** Sends its credentials at once, or in answer to the first challenge. A later 401 is not answered. */
class ChallengeAuthorizer implements Authorizer {
  readonly #first: (() => string) | undefined;
  #value: AuthorizationValue | undefined;
  readonly #answer: (header: string) => AuthorizationValue | undefined;
  #sent: boolean;

  constructor(value: (() => string) | undefined, answer: (header: string) => AuthorizationValue | undefined) {
    this.#first = value;
    this.#value = value;
    this.#answer = answer;
    this.#sent = value !== undefined;
  }

  get isWaiting(): boolean {
    return !this.#sent;
  }

  known(): string | undefined {
    return this.#first?.();
  }

  authorize(request: SignableRequest): void {
    if (this.#value) request.headers.set('authorization', this.#value(request));
  }

  challenged(headers: Record<string, string | string[] | undefined>): boolean {
    const challenge = headers['www-authenticate'];
    if (this.#sent || typeof challenge !== 'string') return false;
    this.#value = this.#answer(challenge);
    this.#sent = this.#value !== undefined;
    return this.#sent;
  }
}
