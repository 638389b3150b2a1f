import { createPrivateKey, generateKeyPairSync, X509Certificate } from 'node:crypto';
import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { ErrorCodes, Toolbelt } from '../../src/index';
import type { MtlsConfig } from '../../src/mtls/mtls-client';
import { readCredentials } from '../../src/mtls/mtls-credentials';
import { selfSigned } from '../helpers/self-signed';

const { MISSING_CONFIG, INVALID_CERT, INVALID_KEY } = ErrorCodes.Mtls;

const identity = selfSigned();
const other = selfSigned();
const key = createPrivateKey(identity.key);
const certDer = new X509Certificate(identity.cert).raw;
const encryptedKey = key
  .export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'open sesame' })
  .toString();
/** The first bytes of a PKCS #12 file. */
const PKCS12 = Buffer.from('30820a1002010330820900', 'hex');
/** The form in which old versions of OpenSSL encrypt a key. */
const TRADITIONAL =
  '-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-256-CBC,00\n\nAAAA\n-----END RSA PRIVATE KEY-----\n';
const publicKey = generateKeyPairSync('ed25519').publicKey.export({ type: 'spki', format: 'pem' });

function buildFailure(config: unknown): Error {
  try {
    Toolbelt.MTLSClient(config as MtlsConfig);
  } catch (error) {
    return error as Error;
  }
  throw new Error('expected an error');
}

describe('the certificate and the key', () => {
  it.each<[string, unknown]>([
    ['PEM as text', identity],
    ['PEM as bytes', { cert: Buffer.from(identity.cert), key: new TextEncoder().encode(identity.key) }],
    ['an indented template literal', { ...identity, cert: identity.cert.replace(/^/gm, '    ') }],
    ['line ends of Windows', { cert: crlf(identity.cert), key: crlf(identity.key) }],
    ['no line end at the end', { cert: identity.cert.trim(), key: identity.key.trim() }],
    ['text around the blocks', { ...identity, cert: `Bag Attributes\n  x: y\n${identity.cert}` }],
    [
      'both in one bundle',
      { cert: `${identity.key}${identity.cert}`, key: `${identity.cert}${identity.key}` },
    ],
    ['a chain', { ...identity, cert: `${identity.cert}${other.cert}` }],
    ['an encrypted key', { ...identity, key: encryptedKey, passphrase: 'open sesame' }],
    ['a passphrase that nothing needs', { ...identity, passphrase: 'open sesame' }],
    ['SEC1', { ...identity, key: key.export({ type: 'sec1', format: 'pem' }) }],
    ['several authorities', { ...identity, ca: [identity.cert + other.cert, Buffer.from(other.cert)] }],
    ['nothing for the optional', { ...identity, ca: null, passphrase: null }],
  ])('can be %s', (_form, config) => {
    expect(() => Toolbelt.MTLSClient(config as MtlsConfig)).not.toThrow();
  });

  const notBoth = /both PEM as a string or Buffer\.$/;
  it.each<[string, unknown, string, RegExp]>([
    ['nothing', undefined, MISSING_CONFIG, /pass \{ cert, key \}/],
    ['null', null, MISSING_CONFIG, notBoth],
    ['text', identity.cert, MISSING_CONFIG, notBoth],
    ['an empty object', {}, MISSING_CONFIG, /"cert" and "key" missing/],
    ['no cert', { key: identity.key }, MISSING_CONFIG, /^MTLSClient: "cert" missing/],
    ['no key', { cert: identity.cert, key: undefined }, MISSING_CONFIG, /^MTLSClient: "key" missing/],
    ['a blank cert', { ...identity, cert: ' \n' }, MISSING_CONFIG, /"cert" missing/],
    ['an empty key', { ...identity, key: Buffer.alloc(0) }, MISSING_CONFIG, /"key" missing/],
    [
      'the sample of the documentation',
      { cert: 'cert-string', key: 'key-string' },
      INVALID_CERT,
      /no line "-----BEGIN CERTIFICATE-----"/,
    ],
    ['a cert of another type', { ...identity, cert: 42 }, INVALID_CERT, /but it is of type number/],
    ['a list of certs', { ...identity, cert: [identity.cert] }, INVALID_CERT, /but it is an array/],
    ['a key of another type', { ...identity, key: {} }, INVALID_KEY, /but it is of type object/],
    [
      'DER',
      { ...identity, cert: certDer },
      INVALID_CERT,
      /is DER, not PEM: convert it with "openssl x509 -inform der/,
    ],
    ['DER read as text', { ...identity, cert: certDer.toString() }, INVALID_CERT, /is DER, not PEM/],
    [
      'DER read as latin1',
      { ...identity, cert: certDer.toString('latin1') },
      INVALID_CERT,
      /is DER, not PEM/,
    ],
    [
      'a DER key',
      { ...identity, key: key.export({ type: 'pkcs8', format: 'der' }) },
      INVALID_KEY,
      /DER, not PEM: convert it with "openssl pkey/,
    ],
    [
      'a short DER key',
      { ...identity, key: key.export({ type: 'sec1', format: 'der' }) },
      INVALID_KEY,
      /is DER/,
    ],
    [
      'PKCS #12',
      { ...identity, cert: Buffer.from('30820a1002010330820900', 'hex') },
      INVALID_CERT,
      /PKCS #12.*"openssl pkcs12 -in client.p12 -nokeys/,
    ],
    [
      '"\\n" instead of line breaks',
      { ...identity, cert: identity.cert.replaceAll('\n', '\\n') },
      INVALID_CERT,
      /two characters "\\n" instead of its line breaks: pass value\.replace\(/,
    ],
    [
      '"\\n" in the key',
      { ...identity, key: identity.key.replaceAll('\n', '\\n') },
      INVALID_KEY,
      /two characters "\\n"/,
    ],
    [
      'one line',
      { ...identity, cert: identity.cert.replaceAll('\n', ' ') },
      INVALID_CERT,
      /on one line: its line breaks are missing/,
    ],
    [
      'no END',
      { ...identity, cert: identity.cert.split('-----END')[0] },
      INVALID_CERT,
      /cut off: its line "-----END CERTIFICATE-----" is missing/,
    ],
    [
      'no BEGIN',
      { ...identity, key: identity.key.replace(/^.*\n/, '') },
      INVALID_KEY,
      /cut off: its line "-----BEGIN PRIVATE KEY-----" is missing/,
    ],
    [
      'an END that does not match',
      { ...identity, cert: identity.cert.replace('END CERTIFICATE', 'END CERT') },
      INVALID_CERT,
      /damaged BEGIN or END line/,
    ],
    [
      'base64 of PEM',
      { ...identity, cert: btoa(identity.cert) },
      INVALID_CERT,
      /in base64: pass Buffer\.from\(value, "base64"\)/,
    ],
    [
      'base64 alone',
      { ...identity, cert: certDer.toString('base64') },
      INVALID_CERT,
      /base64 without the line "-----BEGIN CERTIFICATE-----"/,
    ],
    [
      'a file name',
      { ...identity, cert: './certs/client.crt' },
      INVALID_CERT,
      /a file name: pass what is in the file/,
    ],
    [
      'cert and key swapped',
      { cert: identity.key, key: identity.cert },
      INVALID_CERT,
      /cert and key are swapped/,
    ],
    [
      'a key as cert',
      { ...identity, cert: identity.key },
      INVALID_CERT,
      /"cert" is a private key, where a certificate belongs \(are cert and key swapped\?\)/,
    ],
    [
      'a cert as key',
      { ...identity, key: identity.cert },
      INVALID_KEY,
      /"key" is a certificate, where a private key belongs/,
    ],
    ['a public key as key', { ...identity, key: publicKey }, INVALID_KEY, /"key" is a public key/],
    [
      'a request as cert',
      { ...identity, cert: relabel('CERTIFICATE REQUEST') },
      INVALID_CERT,
      /a certificate request \(CSR\)/,
    ],
    ['another block', { ...identity, cert: relabel('X509 CRL') }, INVALID_CERT, /a PEM block "X509 CRL"/],
    [
      'a damaged cert',
      { ...identity, cert: damaged(identity.cert) },
      INVALID_CERT,
      /"cert" is PEM that holds no valid certificate/,
    ],
    [
      'a damaged one in a chain',
      { ...identity, cert: identity.cert + damaged(other.cert) },
      INVALID_CERT,
      /certificate 2 of 2 in "cert" is PEM/,
    ],
    [
      'a damaged key',
      { ...identity, key: damaged(identity.key) },
      INVALID_KEY,
      /"key" is PEM that holds no valid private key/,
    ],
    [
      'a key of OpenSSH',
      { ...identity, key: relabel('OPENSSH PRIVATE KEY') },
      INVALID_KEY,
      /ssh-keygen -p -m PEM/,
    ],
    [
      'an encrypted key alone',
      { ...identity, key: encryptedKey },
      INVALID_KEY,
      /is encrypted: pass its "passphrase"/,
    ],
    [
      'a wrong passphrase',
      { ...identity, key: encryptedKey, passphrase: 'wrong one' },
      INVALID_KEY,
      /cannot be decrypted: is the "passphrase"/,
    ],
    [
      'a passphrase of another type',
      { ...identity, key: encryptedKey, passphrase: 12 },
      INVALID_KEY,
      /"passphrase" must be a string, but it is of type number/,
    ],
    [
      'a cert of another key',
      { cert: other.cert, key: identity.key },
      INVALID_CERT,
      /the certificate does not belong to the key/,
    ],
    [
      'a chain in the wrong order',
      { ...identity, cert: other.cert + identity.cert },
      INVALID_CERT,
      /certificate 2 of 2 in "cert" belongs to the key: put it first/,
    ],
    [
      'an empty ca',
      { ...identity, ca: '' },
      INVALID_CERT,
      /"ca" is empty: name an authority, or leave it out/,
    ],
    ['no authority in ca', { ...identity, ca: [] }, INVALID_CERT, /"ca" is empty/],
    ['an empty authority', { ...identity, ca: [other.cert, ''] }, INVALID_CERT, /"ca\[1\]" is empty/],
    ['a ca that is a key', { ...identity, ca: identity.key }, INVALID_CERT, /"ca" is a private key/],
    [
      'a damaged ca',
      { ...identity, ca: [damaged(other.cert)] },
      INVALID_CERT,
      /"ca\[0\]" is PEM that holds no valid certificate/,
    ],
    ['a ca of another type', { ...identity, ca: true }, INVALID_CERT, /"ca" must be PEM/],
  ])('are refused at once: %s', (_what, config, code, message) => {
    const error = buildFailure(config);
    expect(error).toMatchObject({ name: 'ToolbeltError', code, message: expect.stringMatching(message) });
    const shown = `${inspect(error, { depth: 9 })}${JSON.stringify(error)}${error.message}`;
    for (const secret of [
      identity.key.slice(60, 90),
      encryptedKey.slice(60, 90),
      'open sesame',
      'wrong one',
    ]) {
      expect(shown).not.toContain(secret);
    }
  });

  it('show in nothing that prints the client', () => {
    const built = Toolbelt.MTLSClient({ ...identity, key: encryptedKey, passphrase: 'open sesame' });
    const shown = `${inspect(built, { depth: 9, showHidden: true })}${JSON.stringify({ built })}${String(built)}`;
    expect(shown).not.toMatch(/BEGIN|open sesame/);
    expect(Object.keys(built)).toEqual([]);
  });
});

function crlf(text: string): string {
  return text.replaceAll('\n', '\r\n');
}

/** The certificate under another name. */
function relabel(label: string): string {
  return identity.cert.replaceAll('CERTIFICATE', label);
}

/** Still PEM, and nothing in it. */
function damaged(pem: string): string {
  const lines = pem.trim().split('\n');
  return `${lines[0]}\nAAAA${lines[1]?.slice(4)}\n${lines.at(-1)}\n`;
}

it('the messages name what is wrong as a whole', () => {
  const BOTH = 'pass { cert, key }, both PEM as a string or Buffer';
  const encrypted = { ...identity, key: encryptedKey };
  for (const [config, message] of [
    [null, BOTH],
    [{}, `"cert" and "key" missing: ${BOTH}`],
    [{ cert: identity.cert, key: new Uint8Array(0) }, `"key" missing: ${BOTH}`],
    [{ ...identity, cert: 42 }, '"cert" must be PEM as a string or Buffer, but it is of type number'],
    [{ ...identity, key: [] }, '"key" must be PEM as a string or Buffer, but it is an array'],
    [
      { ...identity, ca: [identity.cert, 7] },
      '"ca[1]" must be PEM as a string or Buffer, but it is of type number',
    ],
    [
      { cert: identity.key, key: identity.cert },
      '"cert" is a private key and "key" a certificate: cert and key are swapped',
    ],
    [
      { cert: identity.key, key: identity.cert + identity.key },
      '"cert" is a private key, where a certificate belongs (are cert and key swapped?)',
    ],
    [{ cert: identity.cert, key: publicKey }, '"key" is a public key, where a private key belongs'],
    [
      { ...identity, key: identity.cert },
      '"key" is a certificate, where a private key belongs (are cert and key swapped?)',
    ],
    [
      { ...identity, cert: certDer },
      '"cert" is DER, not PEM: convert it with "openssl x509 -inform der -in client.cer -out client.crt"',
    ],
    [
      { ...identity, key: key.export({ type: 'pkcs8', format: 'der' }) },
      '"key" is DER, not PEM: convert it with "openssl pkey -inform der -in client.der -out client.key"',
    ],
    [
      { ...identity, cert: PKCS12 },
      '"cert" is PKCS #12 (.p12, .pfx), not PEM: take a certificate out with "openssl pkcs12 -in client.p12 -nokeys -out client.crt"',
    ],
    [
      { ...identity, key: PKCS12 },
      '"key" is PKCS #12 (.p12, .pfx), not PEM: take a private key out with "openssl pkcs12 -in client.p12 -nocerts -nodes -out client.key"',
    ],
    [encrypted, '"key" is encrypted: pass its "passphrase" as well'],
    [{ ...encrypted, passphrase: 12 }, '"passphrase" must be a string, but it is of type number'],
    [{ ...identity, key: TRADITIONAL }, '"key" is encrypted: pass its "passphrase" as well'],
    [
      { cert: other.cert, key: identity.key },
      'the certificate does not belong to the key: take both from the same place',
    ],
    [
      { ...identity, cert: other.cert + identity.cert },
      'certificate 2 of 2 in "cert" belongs to the key: put it first',
    ],
    [{ ...identity, ca: [] }, '"ca" is empty: name an authority, or leave it out'],
    [{ ...identity, ca: ' ' }, '"ca" is empty: name an authority, or leave it out'],
    [{ ...identity, ca: [other.cert, ''] }, '"ca[1]" is empty: name an authority, or leave it out'],
    [
      { ...identity, ca: identity.key },
      '"ca" is a private key, where a certificate belongs (are cert and key swapped?)',
    ],
    [
      { ...identity, key: relabel('OPENSSH PRIVATE KEY') },
      '"key" is in the format of OpenSSH: convert it with "ssh-keygen -p -m PEM -f client.key"',
    ],
  ] as const) {
    expect(buildFailure(config).message).toBe(`MTLSClient: ${message}.`);
  }
  for (const [config, start] of [
    [{ ...identity, cert: damaged(identity.cert) }, '"cert" is PEM that holds no valid certificate ('],
    [
      { ...identity, ca: other.cert + damaged(other.cert) },
      'certificate 2 of 2 in "ca" is PEM that holds no valid certificate (',
    ],
    [{ ...identity, key: damaged(identity.key) }, '"key" is PEM that holds no valid private key ('],
    [
      { ...encrypted, passphrase: 'wrong one' },
      '"key" cannot be decrypted: is the "passphrase" the right one? (',
    ],
  ] as const) {
    const { message, cause } = buildFailure(config) as Error & { cause: Error };
    expect(message).toBe(`MTLSClient: ${start}${cause.message}).`);
  }
});

describe('the credentials of a connection', () => {
  const credentials = (more: object = {}) => readCredentials({ ...identity, ...more });

  it('have the blocks alone, and when the certificate ends', () => {
    const { fingerprint, ...rest } = credentials({
      cert: `x\n${identity.cert}${identity.key}`,
      ca: [other.cert],
    });
    expect(rest).toEqual({
      ...{ cert: identity.cert, key: identity.key, ca: [other.cert], passphrase: undefined },
      validTo: new Date(new X509Certificate(identity.cert).validTo),
    });
    expect(fingerprint).toMatch(/^[\da-f]{64}$/);
    expect(credentials({ ca: null, passphrase: null })).toMatchObject({
      ca: undefined,
      passphrase: undefined,
    });
  });

  it('are told apart by each of their parts', () => {
    const prints = [
      ...[{}, { ca: other.cert }, { ca: [other.cert, other.cert] }, { passphrase: 'a' }],
      ...[{ cert: identity.cert + other.cert }, other],
    ].map((more) => credentials(more).fingerprint);
    expect(new Set(prints).size).toBe(6);
    expect(credentials().fingerprint).toBe(prints[0]);
  });
});
