import { ErrorCodes, ToolbeltError } from '../errors';
import { isRecord } from '../internal/is-record';
import { ownProperties } from '../internal/own-properties';
import { describeValue } from '../internal/wording';
import { hasTexts, OAUTH1_FIELDS, OAUTH2_FIELDS } from './common-shapes';
import { loadSchemas } from './explanations';
import type { ShapeProblem } from './settings-schema';

/** An app key for OAuth 1.0a (docs/platform.md, "App keys"). */
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

/** An app key for the client credentials grant of OAuth 2 (docs/platform.md, "Access tokens"). */
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
 * Reads credentials from the value of a secret, which is an object or its JSON text. The shape of the value decides
 * between OAuth 1.0a and OAuth 2 (docs/platform.md, "App keys"). A value that has both shapes counts as OAuth
 * 2, because LivePerson no longer accepts OAuth 1.0 keys.
 *
 * @throws ToolbeltError `ErrorCodes.Toolbelt.INVALID_CREDENTIALS` that names the secret and its fields, but shows no
 *   values
 */
export function parseCredentials(value: unknown, secretName: string): OAuth1Credentials | OAuth2Credentials {
  const given = typeof value === 'string' ? parseText(value) : value;
  const candidate = isRecord(given) ? ownProperties(given) : given;
  if (isRecord(candidate)) {
    if (hasOAuth2Shape(candidate)) return pickOAuth2(candidate);
    if (hasOAuth1Shape(candidate)) return pickOAuth1(candidate);
  }
  throw new ToolbeltError(
    ErrorCodes.Toolbelt.INVALID_CREDENTIALS,
    `The secret "${secretName}" holds no credentials: found ${describe(candidate)}; expected ${SHAPES}.`,
  );
}

/** Tells OAuth 2 credentials from OAuth 1.0a credentials. */
export function isOAuth2(
  credentials: OAuth1Credentials | OAuth2Credentials,
): credentials is OAuth2Credentials {
  return 'client_id' in credentials;
}

function hasOAuth2Shape(value: object): value is OAuth2Credentials {
  return hasTexts(value, OAUTH2_FIELDS);
}

function hasOAuth1Shape(value: object): value is OAuth1Credentials {
  return hasTexts(value, OAUTH1_FIELDS);
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
  // The number is not shown, because it may be the secret itself.
  if (!isRecord(value)) return typeof value === 'number' ? 'a number' : describeValue(value);
  const names = Object.keys(value);
  if (names.length === 0) return 'an object without fields';
  const problems = nearestProblems(value);
  const detail =
    problems.length === 0 ? '' : ` (${problems.map((problem) => formatProblem(problem, value)).join(', ')})`;
  return `an object with the fields ${names.join(', ')}${detail}`;
}

/** The problems for the shape that the object resembles most. Empty when it resembles none. */
function nearestProblems(value: Record<string, unknown>): ShapeProblem[] {
  const { oauth1Problems, oauth2Problems } = loadSchemas();
  if ('client_id' in value || 'client_secret' in value) return oauth2Problems(value);
  const oauth1 = oauth1Problems(value);
  return oauth1.length < 4 ? oauth1 : [];
}

function formatProblem({ path }: ShapeProblem, value: Record<string, unknown>): string {
  const name = String(path[0]);
  return `${name} ${name in value ? 'is not a non-empty string' : 'is missing'}`;
}
