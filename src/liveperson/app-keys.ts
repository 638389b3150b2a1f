import { isOAuth2, type OAuth2Credentials, parseCredentials } from '../config/credentials';
import { ErrorCodes, SecretError } from '../errors';
import type { Authorizer } from '../http/request/auth';
import { oauthAuthorizer } from '../http/request/oauth';

/**
 * Makes the authorizer of an app key. A secret holds the app key, and the shape of its value decides how calls are signed
 * (docs/platform.md, "App keys").
 *
 * @param client the client whose calls are signed, for error messages
 * @param secretNames names of secrets. The first secret that exists is used.
 * @throws SecretError with the code of the failed read, ToolbeltError `ErrorCodes.Toolbelt.INVALID_CREDENTIALS` for a value of another
 *   shape
 */
export type AuthorizerFor = (client: string, secretNames: readonly string[]) => Promise<Authorizer>;

/** The functions that read app keys and sign with them. */
export interface AppKeyParts {
  readSecret(key: string): Promise<{ value: unknown }>;
  tokens: {
    token(credentials: OAuth2Credentials, signal?: AbortSignal): Promise<string>;
    discard(credentials: OAuth2Credentials, token: string): boolean;
  };
}

/** Makes an {@link AuthorizerFor} that uses a secret client and a token client. */
export function createAuthorizerFor(parts: AppKeyParts): AuthorizerFor {
  return async (client, secretNames) => {
    const read = () => readCredentials(parts, client, secretNames);
    const credentials = await read();
    if (isOAuth2(credentials)) return bearerAuthorizer(parts, read, credentials);
    return oauthAuthorizer({
      consumer_key: credentials.consumerKey,
      consumer_secret: credentials.consumerSecret,
      token: credentials.token,
      token_secret: credentials.tokenSecret,
    });
  };
}

type Credentials = ReturnType<typeof parseCredentials>;

async function readCredentials(
  parts: AppKeyParts,
  client: string,
  [secretName = '', ...others]: readonly string[],
): Promise<Credentials> {
  try {
    const { value } = await parts.readSecret(secretName);
    return parseCredentials(value, secretName);
  } catch (error) {
    if (!(error instanceof SecretError)) throw error;
    if (others.length > 0 && error.code === ErrorCodes.Secret.NOT_FOUND)
      return readCredentials(parts, client, others);
    throw new SecretError(
      error.code,
      `${client} signs with the secret "${secretName}", which could not be read: ${error.message}`,
      error,
    );
  }
}

/**
 * Signs with an access token. After a 401, the token may have been revoked, or the secret may hold new credentials. So the secret is read
 * again, and a new token is fetched for one repetition of the call. When the new token is refused too, it is not renewed again for a while.
 */
function bearerAuthorizer(
  { tokens }: AppKeyParts,
  read: () => Promise<Credentials>,
  initial: OAuth2Credentials,
): Authorizer {
  let credentials = initial;
  let token = '';
  return {
    async authorize({ headers, signal }) {
      token = await tokens.token(credentials, signal);
      headers.set('authorization', `Bearer ${token}`);
    },
    async challenged() {
      const mayRepeat = tokens.discard(credentials, token);
      const current = await read();
      if (!isOAuth2(current)) return mayRepeat;
      const { client_id, client_secret } = credentials;
      credentials = current;
      return mayRepeat || client_id !== current.client_id || client_secret !== current.client_secret;
    },
  };
}
