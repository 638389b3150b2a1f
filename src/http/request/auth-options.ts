/**
 * Credentials for the `auth` option. `sendImmediately: false` sends them only in answer to a 401 challenge
 * (Basic, Digest or Bearer). Digest needs a challenge.
 */
export interface AuthOptions {
  /** User name. */
  user?: string | undefined;
  /** The same as `user`. */
  username?: string | undefined;
  /** Password. */
  pass?: string | undefined;
  /** The same as `pass`. */
  password?: string | undefined;
  /** With false, no credentials are sent until the server answers with a challenge. @default true */
  sendImmediately?: boolean | undefined;
  /** A bearer token, or a function that returns the token and is called whenever a request is sent. */
  bearer?: string | (() => string) | undefined;
}

/** Options for signing with OAuth 1.0a, named as in the `request` package. */
export interface OAuthOptions {
  /** Key of the client. */
  consumer_key?: string | undefined;
  /** Secret of the client. */
  consumer_secret?: string | undefined;
  /** Access token. */
  token?: string | undefined;
  /** Secret of the access token. */
  token_secret?: string | undefined;
  /** `oauth_callback`: the URL that the user is sent back to. */
  callback?: string | undefined;
  /** `oauth_verifier`, for the request that obtains the access token. */
  verifier?: string | undefined;
  /** Realm. It is sent, but it is not part of the signature. */
  realm?: string | undefined;
  /** Method of the signature. @default 'HMAC-SHA1' */
  signature_method?: 'HMAC-SHA1' | 'HMAC-SHA256' | 'RSA-SHA1' | 'PLAINTEXT' | undefined;
  /** PEM key for RSA-SHA1. */
  private_key?: string | undefined;
  /** `oauth_version`. */
  version?: string | undefined;
  /** `oauth_timestamp` in seconds. @default the current time */
  timestamp?: string | undefined;
  /** `oauth_nonce`. @default a random value */
  nonce?: string | undefined;
  /** Where the OAuth parameters are placed. @default 'header' */
  transport_method?: 'header' | 'query' | 'body' | undefined;
  /** True computes the hash of a body that is not a form. A text is the hash itself. */
  body_hash?: boolean | string | undefined;
}
