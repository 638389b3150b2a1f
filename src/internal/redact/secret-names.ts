/**
 * Parts of names of credentials: names of headers, options, and fields of forms, JSON and XML. A space means `-`, `_`, `.` or nothing.
 * Upper and lower case are the same.
 */
const PARTS = [
  'authorization',
  'cookie',
  'password',
  'passwd',
  'pass phrase',
  'pass code',
  'pwd',
  'secret',
  'token',
  'bearer',
  'credential',
  'signature',
  'assertion',
  'jwt',
  'saml ?re(?:sponse|quest)',
  'connection string',
  'code verifier',
  'client id',
  'sess(?:ion)? id',
  'session key',
  'sfdc session',
  '(?:auth|authorization|device|mfa|otp|recovery|sms|totp|user|verification) code',
  '(?:access|account|api|auth|consumer|encryption|functions|host|master|private|shared|signing|storage|subscription) key',
];

/** Names that hold a credential only as a whole. They are also parts of ordinary words. */
const WHOLE = ['auth', 'oauth', 'cert', 'pfx', 'pass', 'otp', 'totp', 'sas', 'x csrf', 'x xsrf'];

/** Names that hold a credential only in a query or a form. Elsewhere they are names of ordinary fields, as in `error.code`. */
const IN_FORMS = ['code', 'key', 'sig', 'sid', 'pin', 'hmac', 'session', 'ticket'];

/** Names that look like the name of a secret, but hold only information about one. */
const HARMLESS = new Set([
  'appkeysecretname',
  'token_type',
  'tokentype',
  'signature_method',
  'signaturemethod',
  'oauth_signature_method',
  'oauth_version',
]);

const asExpression = (names: readonly string[]): string => names.join('|').replaceAll(' ', '[-_.]?');

/** The source of an expression for the parts. It has no capturing groups. */
export const PARTS_SOURCE = asExpression(PARTS);
/** The source of an expression for the whole names. It has no capturing groups. */
export const WHOLE_SOURCE = asExpression(WHOLE);
/** The source of an expression for names that are secret in queries and forms only. */
export const PARAMETERS_SOURCE = asExpression(IN_FORMS);

const PART = new RegExp(PARTS_SOURCE, 'i');
const WHOLE_NAME = new RegExp(`^(?:${WHOLE_SOURCE})$`, 'i');

/** Whether a header, option or field of this name holds a credential. */
export function isSecretName(name: string): boolean {
  return !HARMLESS.has(name.toLowerCase()) && (WHOLE_NAME.test(name) || PART.test(name));
}

/** Whether a parameter of a query or a field of a form holds a credential. */
export function isSecretParameter(name: string): boolean {
  return isSecretName(name) || IN_FORMS.includes(name.toLowerCase());
}

/** The parts of `auth`, of `oauth` and of their headers that are no secrets. They say who signs what, and how. */
const DESCRIPTIONS =
  /^(?:user(?:name)?|realm|uri|algorithm|client[-_]?id|(?:oauth_)?(?:(?:signature|transport)_method|version|body_hash|callback|timestamp))$/i;

/** Whether a part of a value such as `auth` and `oauth` is no secret itself. */
export function isDescription(name: string): boolean {
  return DESCRIPTIONS.test(name);
}

/** Whether the value of this name identifies a party. Such a value is hidden there, but it is no secret elsewhere. */
export function isIdentifier(name: string): boolean {
  return /client[-_]?id$/i.test(name);
}
