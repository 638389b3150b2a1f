import { getOrAdd } from '../../internal/get-or-add';
import { isPlainRecord } from '../../internal/plain-record';
import { withSafeFunctions } from './caller-functions';

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
  /** With true, CONNECT is used for http URLs too. With false, the absolute URL is sent to the proxy for https URLs too. */
  tunnel?: boolean | undefined;
}

/** The TLS options of a call that also apply to its proxy. The client certificate is only for the target. */
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
  const given = withSafeFunctions({ ...agentOptions });
  if (!secure) return given;
  // Node refuses a minimum beside a `secureProtocol`.
  const isPinned = Object.hasOwn(given, 'secureProtocol');
  return { ...(isPinned ? {} : { minVersion: 'TLSv1.2' }), ...given, ...tls };
}

/** A digest of all properties of the connection. With a digest, the cache does not hold the private key itself. */
export function identityOf({ tls, agentOptions }: ConnectionOptions): string {
  if (!tls && !agentOptions) return '';
  const { createHash } = require('node:crypto') as typeof import('node:crypto');
  return createHash('sha256')
    .update(JSON.stringify(identify([tls, agentOptions])))
    .digest('hex');
}

/**
 * A value in a form that JSON can hold, so that different values look different. JSON itself leaves functions out, shows nothing of a
 * `secureContext` or a `KeyObject`, and throws for a BigInt and for a cycle.
 * @param parents the objects around the value
 */
function identify(value: unknown, parents: readonly object[] = []): unknown {
  if (value === null || (typeof value !== 'object' && typeof value !== 'function')) {
    return [typeof value, String(value)];
  }
  if (parents.includes(value)) return ['cycle', parents.indexOf(value)];
  if (ArrayBuffer.isView(value)) return ['bytes', bytesOf(value).toString('base64')];
  const path = [...parents, value];
  if (Array.isArray(value)) return ['array', ...value.map((item) => identify(item, path))];
  if (isPlainRecord(value)) {
    return ['object', ...Object.entries(value).map(([name, field]) => [name, identify(field, path)])];
  }
  return ['reference', getOrAdd(references, value, () => ++lastReference)];
}

function bytesOf({ buffer, byteOffset, byteLength }: ArrayBufferView): Buffer {
  return Buffer.from(buffer as ArrayBuffer, byteOffset, byteLength);
}

/** A number for each function and for each object of a class, such as `checkServerIdentity` and `lookup`. */
const references = new WeakMap<object, number>();
let lastReference = 0;
