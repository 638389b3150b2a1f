import { ownProperties } from '../../internal/own-properties';
import { requestTarget } from '../wire/request-target';
import { quotedString } from './header-map';

/** Hash functions of Digest by the name of the algorithm, without `-sess`. A challenge without a name means MD5. */
const DIGEST_HASHES: ReadonlyMap<string, string> = new Map([
  ['md5', 'md5'],
  ['sha-256', 'sha256'],
  ['sha-512-256', 'sha512-256'],
]);
const SESSION = /-sess$/;
const BASIC = 1;

/** With the lookbehind, a match can start only where a name starts. So a long text without "=" is read only once. */
const CHALLENGE_FIELD = /(?<![a-z\d_-])([a-z\d_-]+)=(?:"([^"]*)"|([^\s,"]+))/gi;

/**
 * The challenges of a `www-authenticate` header, in their order. A scheme begins a challenge. A list element with a name and "=" belongs to
 * the challenge before it.
 */
export function challengesOf(header: string): string[] {
  const challenges: string[] = [];
  for (const element of header.match(/(?:"[^"]*"|[^",])+/g) ?? []) {
    const startsOne = /^\s*[a-z][a-z\d-]*(\s+[^=\s]|\s*$)/i.test(element);
    if (startsOne || challenges.length === 0) challenges.push(element.trim());
    else challenges.push(`${challenges.pop()},${element}`);
  }
  return challenges;
}

/**
 * The strongest challenge that a user name and a password can answer, as RFC 7616 demands: Digest with the longest hash, or Basic when
 * nothing else is offered.
 * @returns undefined when there is none, for example only Digest with an unknown algorithm
 */
export function strongestChallenge(header: string): string | undefined {
  const strengths = challengesOf(header).map((text) => ({ text, strength: strengthOf(text) }));
  const usable = strengths.filter(({ strength }) => strength > 0);
  return usable.reduce<(typeof usable)[number] | undefined>(
    (best, next) => (best === undefined || next.strength > best.strength ? next : best),
    undefined,
  )?.text;
}

function strengthOf(challenge: string): number {
  if (/^basic\b/i.test(challenge)) return BASIC;
  if (!/^digest\b/i.test(challenge)) return 0;
  const place = [...DIGEST_HASHES.keys()].indexOf(
    algorithmOf(parseChallenge(challenge)).replace(SESSION, ''),
  );
  return place === -1 ? 0 : BASIC + 1 + place;
}

type Fields = Record<string, string | undefined>;

function algorithmOf({ algorithm = 'MD5' }: Fields): string {
  return algorithm.toLowerCase();
}

/** The digest of RFC 7616 with qop=auth, or of RFC 2617 without qop, with the algorithm that the challenge names. */
export function digest(method: string, url: URL, challenge: string, user: string, pass: string): string {
  const field = parseChallenge(challenge);
  const { createHash, randomBytes } = require('node:crypto') as typeof import('node:crypto');
  const name = DIGEST_HASHES.get(algorithmOf(field).replace(SESSION, '')) ?? 'md5';
  const hash = (text: string): string => createHash(name).update(text).digest('hex');
  const { realm = '', nonce = '', opaque, algorithm } = field;
  const qop = /(^|,)\s*auth\s*($|,)/.test(field.qop ?? '') ? 'auth' : undefined;
  const uri = requestTarget(url);
  const cnonce = randomBytes(16).toString('hex');
  const session = SESSION.test(algorithmOf(field));
  const secret = hash(`${user}:${realm}:${pass}`);
  const ha1 = session ? hash(`${secret}:${nonce}:${cnonce}`) : secret;
  const ha2 = hash(`${method}:${uri}`);
  const response = qop
    ? hash(`${ha1}:${nonce}:00000001:${cnonce}:${qop}:${ha2}`)
    : hash(`${ha1}:${nonce}:${ha2}`);
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

function parseChallenge(challenge: string): Fields {
  const fields = ownProperties<Fields>({});
  for (const [, name = '', quoted, plain] of challenge.matchAll(CHALLENGE_FIELD)) {
    fields[name.toLowerCase()] = quoted ?? plain;
  }
  return fields;
}
