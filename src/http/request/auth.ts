import { ownProperties } from '../../internal/own-properties';
import { requestTarget } from '../wire/request-target';
import type { AuthOptions } from './auth-options';
import { type HeaderMap, quotedString } from './header-map';
import { decodeUserInfo } from './request-url';

/** The parts of a hop that an authorizer may read and change before the hop is sent. */
export interface SignableRequest {
  method: string;
  url: URL;
  headers: HeaderMap;
  /** The body, unless it is a stream. */
  body: string | Buffer | undefined;
  /** The body again, if it is the text of a form. OAuth signs no other kind of body. */
  form: string | undefined;
  /** Aborts when the call is given up. Nobody waits for the credentials then. */
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
  const user = own.user ?? own.username;
  const pass = own.pass ?? own.password;
  // As in request, every value but `undefined` that counts as false waits for the challenge.
  const immediately = own.sendImmediately === undefined || Boolean(own.sendImmediately);
  if (own.bearer !== undefined) return bearer(own.bearer, immediately);
  if (user === undefined) throw new Error('no auth mechanism defined');
  if (typeof user !== 'string' || (pass !== undefined && typeof pass !== 'string')) {
    throw new Error('auth() received invalid user or password');
  }
  return basic(user, pass ?? '', immediately);
}

function bearer(token: string | (() => string), immediately: boolean): Authorizer {
  const value = (): string => `Bearer ${(typeof token === 'function' ? token() : token) ?? ''}`;
  return new ChallengeAuthorizer(immediately ? value : undefined, (challenge) =>
    /^bearer\b/i.test(challenge) ? value : undefined,
  );
}

function basic(user: string, pass: string, immediately: boolean): Authorizer {
  const value = (): string => `Basic ${Buffer.from(`${user}:${pass}`).toString('base64')}`;
  return new ChallengeAuthorizer(immediately ? value : undefined, (challenge) => {
    if (/^basic\b/i.test(challenge)) return value;
    if (!/^digest\b/i.test(challenge)) return undefined;
    return ({ method, url }) => digest(method, url, challenge, user, pass);
  });
}

type AuthorizationValue = (request: SignableRequest) => string;

/** Sends its credentials at once, or else in answer to the first challenge. A later 401 gets no answer. */
class ChallengeAuthorizer implements Authorizer {
  readonly #first: (() => string) | undefined;
  #value: AuthorizationValue | undefined;
  readonly #answer: (challenge: string) => AuthorizationValue | undefined;
  #sent: boolean;

  constructor(
    value: (() => string) | undefined,
    answer: (challenge: string) => AuthorizationValue | undefined,
  ) {
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

/** The digest of RFC 2617 with MD5 or MD5-sess and qop=auth, as the `request` package computes it. */
function digest(method: string, url: URL, challenge: string, user: string, pass: string): string {
  const field = parseChallenge(challenge);
  const { createHash, randomBytes } = require('node:crypto') as typeof import('node:crypto');
  const md5 = (text: string): string => createHash('md5').update(text).digest('hex');
  const { realm = '', nonce = '', opaque, algorithm } = field;
  const qop = /(^|,)\s*auth\s*($|,)/.test(field.qop ?? '') ? 'auth' : undefined;
  const uri = requestTarget(url);
  const cnonce = randomBytes(16).toString('hex');
  const session = /^md5-sess$/i.test(algorithm ?? '');
  const secret = md5(`${user}:${realm}:${pass}`);
  const ha1 = session ? md5(`${secret}:${nonce}:${cnonce}`) : secret;
  const ha2 = md5(`${method}:${uri}`);
  const response = qop
    ? md5(`${ha1}:${nonce}:00000001:${cnonce}:${qop}:${ha2}`)
    : md5(`${ha1}:${nonce}:${ha2}`);
  const parts = [
    `username=${quotedString(user)}`,
    `realm="${realm}"`,
    `nonce="${nonce}"`,
    `uri="${uri}"`,
    ...(qop ? [`qop=${qop}`] : []),
    `response="${response}"`,
    ...(qop ? ['nc=00000001'] : []),
    ...(qop || session ? [`cnonce="${cnonce}"`] : []),
    ...(algorithm === undefined ? [] : [`algorithm=${algorithm}`]),
    ...(opaque === undefined ? [] : [`opaque="${opaque}"`]),
  ];
  return `Digest ${parts.join(', ')}`;
}

/** The lookbehind lets a match start only where a name starts: a long text without "=" is read only once. */
const CHALLENGE_FIELD = /(?<![a-z\d_-])([a-z\d_-]+)=(?:"([^"]*)"|([^\s,"]+))/gi;

function parseChallenge(challenge: string): Record<string, string | undefined> {
  const fields = ownProperties<Record<string, string | undefined>>({});
  for (const [, name = '', quoted, plain] of challenge.matchAll(CHALLENGE_FIELD)) {
    fields[name.toLowerCase()] = quoted ?? plain;
  }
  return fields;
}
