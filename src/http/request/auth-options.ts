/** Credentials for `auth`. `sendImmediately: false` waits for a 401 challenge (Basic or Digest). */
export interface AuthOptions {
  /** User name. */
  user?: string | undefined;
  /** The same as `user`. */
  username?: string | undefined;
  /** Password. */
  pass?: string | undefined;
  /** The same as `pass`. */
  password?: string | undefined;
  /** False: answer a challenge, send nothing before. @default true */
  sendImmediately?: boolean | undefined;
  /** A bearer token, or a function that returns one when the request is built. */
  bearer?: string | (() => string) | undefined;
}

/** OAuth 1.0a signing, by request's option names. */
export interface OAuthOptions {
  /** Key of the client. */
  consumer_key?: string | undefined;
  /** Secret of the client. */
  consumer_secret?: string | undefined;
  /** Access token. */
  token?: string | undefined;
  /** Secret of the access token. */
  token_secret?: string | undefined;
  /** `oauth_callback`, where the user is sent back to. */
  callback?: string | undefined;
  /** `oauth_verifier` of the last step. */
  verifier?: string | undefined;
  /** Realm, sent but not signed. */
  realm?: string | undefined;
  /** How the call is signed. @default 'HMAC-SHA1' */
  signature_method?: 'HMAC-SHA1' | 'HMAC-SHA256' | 'RSA-SHA1' | 'PLAINTEXT' | undefined;
  /** PEM key for RSA-SHA1. */
  private_key?: string | undefined;
  /** `oauth_version`. */
  version?: string | undefined;
  /** `oauth_timestamp` in seconds, in place of now. */
  timestamp?: string | undefined;
  /** `oauth_nonce`, in place of a random one. */
  nonce?: string | undefined;
  /** Where the parameters travel. @default 'header' */
  transport_method?: 'header' | 'query' | 'body' | undefined;
  /** True to compute the hash of a body that is not a form, or the hash itself. */
  body_hash?: boolean | string | undefined;
}
