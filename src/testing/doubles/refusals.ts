import { type DoubleResponse, json } from './double';

type Body = (detail: string) => unknown;

const message: Body = (detail) => ({ error: { message: detail } });
const oauth =
  (error: string): Body =>
  (detail) => ({ error, error_description: detail });
const functions =
  (errorCode: string): Body =>
  (errorMsg) => ({ errorCode: `com.liveperson.faas.${errorCode}`, errorMsg });

/**
 * Every refusal of the doubles: its status, and its body with a detail that says what was wrong. Statuses, and the
 * bodies of the Functions gateway, are LivePerson's (facts §1.1, §3.1, §4, §5.8, §6, §8); token errors are those of
 * OAuth 2 (RFC 6749 §5.2). The other bodies are not documented.
 */
const REFUSALS = {
  badRequest: [400, message],
  unauthorized: [401, message],
  forbidden: [403, message],
  notFound: [404, message],
  noSuchPath: [404, (detail) => message(`There is no ${detail}.`)],
  methodNotAllowed: [405, (detail) => message(`There is no ${detail}.`)],
  documentTooLarge: [413, message],
  invalidAccount: [422, message],

  tokenRequestInvalid: [400, oauth('invalid_request')],
  grantUnsupported: [400, oauth('unsupported_grant_type')],
  clientUnknown: [401, oauth('invalid_client')],

  invocationInvalid: [400, functions('es.badinput')],
  invocationUnauthorized: [401, functions('es.general')],
  lambdaMissing: [404, functions('es.missinglambda')],
} as const satisfies Record<string, readonly [status: number, body: Body]>;

/** Name of a refusal. */
export type Refusal = keyof typeof REFUSALS;

/** @param detail what was wrong, as a sentence; never a credential */
export function refusal(name: Refusal, detail: string): DoubleResponse {
  const [status, body] = REFUSALS[name];
  return json(status, body(detail));
}
