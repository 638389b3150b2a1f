import { isPlainRecord } from '../../internal/plain-record';

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
    .update(JSON.stringify([comparable(tls, []), comparable(agentOptions, [])]))
    .digest('hex');
}

/**
 * A value as JSON in which two values are equal only if a connection is the same with both of them. Text, numbers, bytes,
 * lists and plain objects are compared by what they hold. Every other object, such as a `secureContext` or a `KeyObject`,
 * keeps its secrets where JSON does not see them, and so does a function: these are equal only to themselves.
 * @param around the objects that hold the value, so that a circular one ends
 */
function comparable(value: unknown, around: readonly object[]): unknown {
  if (typeof value === 'string' || typeof value === 'boolean' || value === null) return value;
  if (ArrayBuffer.isView(value)) {
    return ['bytes', Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('base64')];
  }
  if (typeof value !== 'object' && typeof value !== 'function') return [typeof value, String(value)];
  const isByContent = Array.isArray(value) || isPlainRecord(value);
  if (!isByContent || around.includes(value)) return ['object', numberOf(value)];
  const inside = [...around, value];
  return Object.entries(value).map(([name, member]) => [name, comparable(member, inside)]);
}

const numbers = new WeakMap<object, number>();
let lastNumber = 0;

function numberOf(value: object): number {
  const number = numbers.get(value) ?? ++lastNumber;
  numbers.set(value, number);
  return number;
}
