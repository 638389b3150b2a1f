import { URL } from 'node:url';
import { isRecord } from '../../internal/is-record';
import { createError, ErrorNames } from '../errors';
import type { AppJwtCredentials, AuthStrategy, DpopCredentials, HttpMethod } from '../types';

/** The request that needs credentials. */
export interface AuthenticatedRequest {
  url: string;
  method: HttpMethod;
  /** Fetches a token from the service `sentinel`, or takes a kept one. */
  appJwt(credentials: AppJwtCredentials): Promise<string>;
}

/**
 * The headers that authenticate one request.
 * @throws VError `FaaSAppJWTAuthenticationError` when no token was obtained. `FaaSRequestError` when a strategy throws or returns no text,
 *   and for a value that is no strategy.
 */
export async function authenticate(
  strategy: AuthStrategy | undefined,
  request: AuthenticatedRequest,
): Promise<Record<string, string>> {
  const { url } = request;
  // 2.x of the original passes the method in lower case to strategies.
  const method = request.method.toLowerCase();
  if (typeof strategy === 'function') {
    return { Authorization: await ask('authStrategy', () => strategy({ url, method })) };
  }
  if (isAppJwt(strategy)) return { Authorization: `Bearer ${await request.appJwt(strategy)}` };
  if (isDpop(strategy)) {
    const { origin } = new URL(url);
    const token = await ask('getAccessTokenInternal', () => strategy.getAccessTokenInternal(origin));
    const proof = await ask('getDpopHeaderInternal', () =>
      strategy.getDpopHeaderInternal(url, method, token),
    );
    return { Authorization: `DPoP ${token}`, DPoP: proof };
  }
  throw createError(
    ErrorNames.REQUEST,
    '"authStrategy" must be { clientId, clientSecret }, a function that returns the Authorization header, or ' +
      '{ getAccessTokenInternal, getDpopHeaderInternal }',
  );
}

/** Whether a strategy is the id and the secret of an app. */
export function isAppJwt(strategy: unknown): strategy is AppJwtCredentials {
  if (!isRecord(strategy)) return false;
  const { clientId, clientSecret } = strategy;
  return (
    typeof clientId === 'string' && clientId !== '' && typeof clientSecret === 'string' && clientSecret !== ''
  );
}

function isDpop(strategy: unknown): strategy is DpopCredentials {
  return (
    isRecord(strategy) &&
    typeof strategy.getAccessTokenInternal === 'function' &&
    typeof strategy.getDpopHeaderInternal === 'function'
  );
}

async function ask(name: string, make: () => unknown): Promise<string> {
  let value: unknown;
  try {
    value = await make();
  } catch (cause) {
    throw createError(ErrorNames.REQUEST, `${name} threw, nothing was sent`, { cause });
  }
  if (typeof value === 'string' && value.trim() !== '' && !/[\r\n]/.test(value)) return value;
  const kind =
    typeof value === 'string'
      ? 'an empty text, or one of several lines'
      : value === null
        ? 'null'
        : typeof value;
  throw createError(
    ErrorNames.REQUEST,
    `${name} must return a header's value, and returned ${kind}; nothing was sent`,
  );
}
