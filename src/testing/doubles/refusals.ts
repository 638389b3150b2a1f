import { type DoubleResponse, json } from './double';

type Body = (detail: string) => unknown;

const message: Body = (detail) => ({ error: { message: detail } });
const oauth =
  (error: string): Body =>
  (detail) => ({ error, error_description: detail });

/**
 * The refusals of the doubles. Each has a status, and a body with a detail that says what was wrong. The refusals of the Functions gateway
 * are in `runtime/invocation-api`. The statuses are LivePerson's (docs/platform.md, "Service discovery", "Engagement Attributes API",
 * "Context Session Store", "Invocation API", "File storage"). The token errors are those of OAuth 2 (RFC 6749 §5.2). LivePerson does not
 * document the other bodies.
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
} as const satisfies Record<string, readonly [status: number, body: Body]>;

/** Name of a refusal. */
export type Refusal = keyof typeof REFUSALS;

/** @param detail a sentence that says what was wrong. It must show no credential. */
export function refusal(name: Refusal, detail: string): DoubleResponse {
  const [status, body] = REFUSALS[name];
  return json(status, body(detail));
}
