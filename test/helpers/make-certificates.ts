import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe } from 'vitest';

/** A private key and its certificate, both as PEM. */
export interface Identity {
  key: string;
  cert: string;
}

/** A certificate authority, made anew in each test run. Keys are never committed. */
export interface Certificates {
  /** The authority's certificate as PEM, for `ca`. */
  ca: string;
  /** The same as a file, for NODE_EXTRA_CA_CERTS. */
  caFile: string;
  /** A server certificate for names and addresses. */
  server(...names: string[]): Identity;
  /** A server certificate that has ended. */
  expiredServer(...names: string[]): Identity;
  /** A client certificate with an RSA key. */
  client(name: string): Identity;
  /** A client certificate that has ended. */
  expiredClient(name: string): Identity;
  /** An identity as a PKCS #12 file. */
  pfx(identity: Identity, passphrase: string): Buffer;
  /** A key encrypted: as PKCS #8, or in the older form of PEM with a Proc-Type header. */
  encryptedKey(identity: Identity, passphrase: string, form?: 'pkcs8' | 'traditional'): string;
  /** A server certificate that no authority has signed. */
  selfSigned(...names: string[]): Identity;
}

/** Certificates in a folder that is there until `remove`. */
export interface KeptCertificates extends Certificates {
  remove(): void;
}

/** Whether the `openssl` program is there. */
export const hasOpenssl = spawnSync('openssl', ['version']).status === 0;

/** `describe` for tests that need certificates. Without `openssl` they are skipped, and the name says why. */
export function describeWithOpenssl(
  name: string,
  tests: () => void,
  options: { timeout?: number } = {},
): void {
  const reason = 'skipped: these tests need the program "openssl" in PATH';
  describe.skipIf(!hasOpenssl)(hasOpenssl ? name : `${name} (${reason})`, options, tests);
}

/** An authority for the tests of a file or a `describe`: made when one of them needs it, and removed after them. */
export function useCertificates(): Certificates {
  let made: KeptCertificates | undefined;
  const authority = (): Certificates => {
    made ??= makeCertificates();
    return made;
  };
  afterAll(() => made?.remove());
  return {
    get ca() {
      return authority().ca;
    },
    get caFile() {
      return authority().caFile;
    },
    server: (...names) => authority().server(...names),
    expiredServer: (...names) => authority().expiredServer(...names),
    client: (name) => authority().client(name),
    expiredClient: (name) => authority().expiredClient(name),
    pfx: (identity, passphrase) => authority().pfx(identity, passphrase),
    encryptedKey: (identity, passphrase, form) => authority().encryptedKey(identity, passphrase, form),
    selfSigned: (...names) => authority().selfSigned(...names),
  };
}

const EC_KEY = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1'];
const RSA_KEY = ['-newkey', 'rsa:2048'];

/** Makes an authority with the `openssl` program. Tests call {@link useCertificates}, which removes it. */
export function makeCertificates(): KeptCertificates {
  const folder = mkdtempSync(join(tmpdir(), 'lp-faas-toolbelt-certificates-'));
  const file = (name: string) => join(folder, name);
  const openssl = (...args: string[]) => execFileSync('openssl', args, { cwd: folder, stdio: 'pipe' });
  let serial = 0;

  const create = (
    commonName: string,
    keyKind: string[],
    extensions: string[],
    issuer: string[],
  ): Identity => {
    serial += 1;
    const [key, cert] = [file(`${serial}.key`), file(`${serial}.crt`)];
    const subject = ['-subj', `/CN=${commonName}`, '-days', '30', '-set_serial', String(serial)];
    const added = extensions.flatMap((extension) => ['-addext', extension]);
    openssl(
      ...['req', '-x509', '-nodes', '-config', file('empty.cnf'), ...keyKind, '-keyout', key, '-out', cert],
      ...[...subject, ...added, ...issuer],
    );
    return { key: readFileSync(key, 'utf8'), cert: readFileSync(cert, 'utf8') };
  };

  writeFileSync(file('empty.cnf'), '[req]\ndistinguished_name = dn\n[dn]\n');
  const authority = create('lp-faas-toolbelt test authority', EC_KEY, CA_EXTENSIONS, []);
  writeFileSync(file('ca.crt'), authority.cert);
  writeFileSync(file('ca.key'), authority.key);
  const issuer = ['-CA', file('ca.crt'), '-CAkey', file('ca.key')];

  /** `openssl req -x509` refuses to make a certificate that has ended, so the authority signs a request instead. */
  const createExpired = (commonName: string, keyKind: string[], extensions: string[]): Identity => {
    const [key, request] = [file('expired.key'), file('expired.csr')];
    const subject = ['-config', file('empty.cnf'), '-subj', `/CN=${commonName}`];
    openssl('req', '-new', '-nodes', ...keyKind, ...subject, '-keyout', key, '-out', request);
    writeFileSync(file('expired.cnf'), extensions.join('\n'));
    const sign = ['x509', '-req', '-in', request, ...issuer, '-set_serial', '999', '-days', '-1'];
    const cert = openssl(...sign, '-extfile', file('expired.cnf')).toString();
    return { key: readFileSync(key, 'utf8'), cert };
  };

  return {
    ca: authority.cert,
    caFile: file('ca.crt'),
    server: (...names) => create(names[0] ?? 'server', EC_KEY, serverExtensions(names), issuer),
    client: (name) => create(name, RSA_KEY, CLIENT_EXTENSIONS, issuer),
    expiredServer: (...names) => createExpired(names[0] ?? 'server', EC_KEY, serverExtensions(names)),
    expiredClient: (name) => createExpired(name, RSA_KEY, CLIENT_EXTENSIONS),
    encryptedKey: ({ key }, passphrase, form = 'pkcs8') => {
      writeFileSync(file('plain.key'), key);
      const kind = form === 'pkcs8' ? [] : ['-traditional'];
      const cipher = ['-aes256', '-passout', `pass:${passphrase}`];
      return openssl('pkey', '-in', file('plain.key'), ...kind, ...cipher).toString();
    },
    selfSigned: (...names) => create(names[0] ?? 'server', EC_KEY, serverExtensions(names), []),
    pfx: ({ key, cert }, passphrase) => {
      writeFileSync(file('pfx.pem'), `${key}${cert}`);
      return openssl('pkcs12', '-export', '-in', file('pfx.pem'), '-passout', `pass:${passphrase}`);
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

const CA_EXTENSIONS = ['basicConstraints=critical,CA:TRUE', 'keyUsage=keyCertSign,cRLSign'];
const CLIENT_EXTENSIONS = ['basicConstraints=CA:FALSE', 'extendedKeyUsage=clientAuth'];

function serverExtensions(names: string[]): string[] {
  const hosts = names.map((name) => (isIP(name) ? `IP:${name}` : `DNS:${name}`)).join(',');
  return ['basicConstraints=CA:FALSE', 'extendedKeyUsage=serverAuth', `subjectAltName=${hosts}`];
}
