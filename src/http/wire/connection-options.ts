/** The client certificate of a call, and the authorities that the call trusts. */
export interface TlsOptions {
  /** Client certificate, PEM. */
  cert?: string | Buffer | Array<string | Buffer> | undefined;
  /** Private key of the certificate, PEM. */
  key?: string | Buffer | Array<string | Buffer> | undefined;
  /** Certificate and key in one file, PKCS #12. */
  pfx?: string | Buffer | Array<string | Buffer> | undefined;
  /** Passphrase of `key` or `pfx`. */
  passphrase?: string | undefined;
  /** Certificates of the authorities to trust instead of Node's own, PEM. */
  ca?: string | Buffer | Array<string | Buffer> | undefined;
  /** `false` accepts any certificate of the server. @default true */
  rejectUnauthorized?: boolean | undefined;
}

/** The properties of a connection besides its target. */
export interface ConnectionOptions {
  tls?: TlsOptions | undefined;
  agentOptions?: Record<string, unknown> | undefined;
  /** True: use CONNECT for http URLs too. False: send the absolute URL to the proxy for https URLs too. */
  tunnel?: boolean | undefined;
}

/** The TLS options of a call that apply to its proxy too. The client certificate is for the target alone. */
export function trustOf({ tls }: ConnectionOptions): ConnectionOptions {
  if (!tls) return {};
  const { ca, rejectUnauthorized } = tls;
  return {
    tls: {
      ...(ca === undefined ? {} : { ca }),
      ...(rejectUnauthorized === undefined ? {} : { rejectUnauthorized }),
    },
  };
}

/** The options of an agent. The minimum is TLS 1.2, unless the call sets a version itself. */
export function tlsOptions(
  secure: boolean,
  { tls, agentOptions }: ConnectionOptions,
): Record<string, unknown> {
  if (!secure) return { ...agentOptions };
  const pinned =
    agentOptions !== undefined &&
    (Object.hasOwn(agentOptions, 'secureProtocol') || Object.hasOwn(agentOptions, 'minVersion'));
  return { ...(pinned ? {} : { minVersion: 'TLSv1.2' }), ...agentOptions, ...tls };
}

/** A digest of all properties of the connection, so that the cache does not hold the private key itself. */
export function identityOf({ tls, agentOptions }: ConnectionOptions): string {
  if (!tls && !agentOptions) return '';
  const { createHash } = require('node:crypto') as typeof import('node:crypto');
  return createHash('sha256')
    .update(JSON.stringify([tls, agentOptions], numberFunctions))
    .digest('hex');
}

const functionNumbers = new WeakMap<object, number>();
let lastFunctionNumber = 0;

/**
 * Gives each function, such as `checkServerIdentity` and `lookup`, a number. JSON would leave functions out
 * of the digest.
 */
function numberFunctions(_key: string, value: unknown): unknown {
  if (typeof value !== 'function') return value;
  const number = functionNumbers.get(value) ?? ++lastFunctionNumber;
  functionNumbers.set(value, number);
  return `function ${number}`;
}
