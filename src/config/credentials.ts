import { ErrorCodes, ToolbeltError } from '../errors';
import { isRecord } from '../internal/is-record';
import { ownProperties } from '../internal/own-properties';
import { describeValue } from '../internal/wording';
import { oauth1Problems, oauth2Problems, type ShapeProblem } from './settings-schema';

/** An app key for OAuth 1.0a (facts §5.3). */
export interface OAuth1Credentials {
  /** Key of the API key. */
  consumerKey: string;
  /** Secret of the API key. */
  consumerSecret: string;
  /** Access token of the API key. */
  token: string;
  /** Secret of the access token. */
  tokenSecret: string;
}

/** An app key for the client credentials grant of OAuth 2 (facts §6.2). */
export interface OAuth2Credentials {
  /** Id of the app. */
  client_id: string;
  /** Secret of the app. */
  client_secret: string;
}

const SHAPES =
  'OAuth 2 { client_id, client_secret } or OAuth 1.0a { consumerKey, consumerSecret, token, tokenSecret }, ' +
  'each a non-empty string';

/**
 * Credentials from the value of a secret: an object, or JSON text of one. Its shape decides (decisions, "LpClient");
 * a value that has both shapes counts as OAuth 2, since LivePerson no longer accepts OAuth 1.0 keys.
 *
 * @throws ToolbeltError `ErrorCodes.Toolbelt.INVALID_CREDENTIALS` that names the secret and its field names, never values
 */
export function parseCredentials(value: unknown, secretName: string): OAuth1Credentials | OAuth2Credentials {
  const given = typeof value === 'string' ? parseText(value) : value;
  const candidate = isRecord(given) ? ownProperties(given) : given;
  if (isRecord(candidate)) {
    if (oauth2Problems(candidate).length === 0) return pickOAuth2(candidate as unknown as OAuth2Credentials);
    if (oauth1Problems(candidate).length === 0) return pickOAuth1(candidate as unknown as OAuth1Credentials);
  }
  throw new ToolbeltError(
    ErrorCodes.Toolbelt.INVALID_CREDENTIALS,
    `The secret "${secretName}" holds no credentials: found ${describe(candidate)}; expected ${SHAPES}.`,
  );
}

/** True for OAuth 2 credentials. */
export function isOAuth2(
  credentials: OAuth1Credentials | OAuth2Credentials,
): credentials is OAuth2Credentials {
  return 'client_id' in credentials;
}

function parseText(text: string): unknown {
  try {
    const parsed: unknown = JSON.parse(text);
    return isRecord(parsed) ? parsed : text;
  } catch {
    return text;
  }
}

function pickOAuth2({ client_id, client_secret }: OAuth2Credentials): OAuth2Credentials {
  return { client_id, client_secret };
}

function pickOAuth1({
  consumerKey,
  consumerSecret,
  token,
  tokenSecret,
}: OAuth1Credentials): OAuth1Credentials {
  return { consumerKey, consumerSecret, token, tokenSecret };
}

function describe(value: unknown): string {
  if (typeof value === 'string' && value !== '') return 'a string that is not JSON of an object';
  // A bare number may be the secret itself.
  if (!isRecord(value)) return typeof value === 'number' ? 'a number' : describeValue(value);
  const names = Object.keys(value);
  if (names.length === 0) return 'an object without fields';
  const problems = nearestProblems(value);
  const detail =
    problems.length === 0 ? '' : ` (${problems.map((problem) => formatProblem(problem, value)).join(', ')})`;
  return `an object with the fields ${names.join(', ')}${detail}`;
}

/** What is wrong with the shape that the object comes closest to, or nothing when it resembles neither. */
function nearestProblems(value: Record<string, unknown>): ShapeProblem[] {
  if ('client_id' in value || 'client_secret' in value) return oauth2Problems(value);
  const oauth1 = oauth1Problems(value);
  return oauth1.length < 4 ? oauth1 : [];
}

function formatProblem({ path }: ShapeProblem, value: Record<string, unknown>): string {
  const name = String(path[0]);
  return `${name} ${name in value ? 'is not a non-empty string' : 'is missing'}`;
}
