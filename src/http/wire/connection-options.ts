/** TLS identity and trust of one call. */
export interface TlsOptions {
  /** Client certificate, PEM. */
  cert?: string | Buffer | Array<string | Buffer> | undefined;
  /** Private key of the certificate, PEM. */
  key?: string | Buffer | Array<string | Buffer> | undefined;
  /** Certificate and key in one, PKCS #12. */
  pfx?: string | Buffer | Array<string | Buffer> | undefined;
  /** Of `key` or `pfx`. */
  passphrase?: string | undefined;
  /** Authorities to trust in place of Node's own, PEM. */
  ca?: string | Buffer | Array<string | Buffer> | undefined;
  /** `false` accepts any certificate. @default true */
  rejectUnauthorized?: boolean | undefined;
}

/** What shapes a connection besides its target. */
export interface ConnectionOptions {
  tls?: TlsOptions | undefined;
  agentOptions?: Record<string, unknown> | undefined;
  /** True: CONNECT for http as well. False: absolute form for https as well. */
  tunnel?: boolean | undefined;
}

/** The call's trust goes for the proxy as well; its client certificate is for the target alone. */
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

/** The options of an agent. TLS 1.2 is the least, unless the call names a version itself. */
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

/** A digest of everything that shapes the connection: never the key itself. */
export function identityOf({ tls, agentOptions }: ConnectionOptions): string {
  if (!tls && !agentOptions) return '';
  const { createHash } = require('node:crypto') as typeof import('node:crypto');
  return createHash('sha256')
    .update(JSON.stringify([tls, agentOptions], numberFunctions))
    .digest('hex');
}

const functionNumbers = new WeakMap<object, number>();
let lastFunctionNumber = 0;

/** Functions (`checkServerIdentity`, `lookup`) shape a connection as well, and JSON would drop them. */
function numberFunctions(_key: string, value: unknown): unknown {
  if (typeof value !== 'function') return value;
  const number = functionNumbers.get(value) ?? ++lastFunctionNumber;
  functionNumbers.set(value, number);
  return `function ${number}`;
}
