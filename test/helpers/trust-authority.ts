import { createRequire } from 'node:module';

/**
 * Makes every TLS client of this process trust an authority besides Node's own, as NODE_EXTRA_CA_CERTS does for a
 * process that starts. Clients without an option for authorities cannot be told otherwise.
 * @returns undoes it
 */
export function trustAuthority(ca: string): () => void {
  const tls = createRequire(__filename)('node:tls') as typeof import('node:tls');
  const original = tls.createSecureContext;
  tls.createSecureContext = (options) => {
    const secure = original(options);
    if (options?.ca === undefined) secure.context.addCACert(ca);
    return secure;
  };
  return () => {
    tls.createSecureContext = original;
  };
}
