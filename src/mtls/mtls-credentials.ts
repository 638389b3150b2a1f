import type { KeyObject, X509Certificate } from 'node:crypto';
import { types } from 'node:util';
import { ErrorCodes, ToolbeltError } from '../errors';
import { isRecord } from '../internal/is-record';
import { ownProperties } from '../internal/own-properties';
import { explainPem, type PemBlock, pemBlocks, type WantedPem } from './mtls-pem';

/** The identity of a client and the authorities that it trusts. Both are checked. */
export interface MtlsCredentials {
  /** The client certificate, followed by the certificates that lead to its authority, PEM. */
  readonly cert: string;
  readonly key: string;
  /** Certificates of the authorities to trust instead of Node's own, PEM. */
  readonly ca: readonly string[] | undefined;
  readonly passphrase: string | undefined;
  /** A digest of the fields above. It is equal for equal credentials and reveals nothing of them. */
  readonly fingerprint: string;
  /** When the client certificate expires. */
  readonly validTo: Date;
}

const { MISSING_CONFIG, INVALID_CERT, INVALID_KEY } = ErrorCodes.Mtls;

const CERTIFICATE: WantedPem = {
  thing: 'a certificate',
  label: 'CERTIFICATE',
  fromDer: 'openssl x509 -inform der -in client.cer -out client.crt',
  fromPkcs12: 'openssl pkcs12 -in client.p12 -nokeys -out client.crt',
};
const KEY: WantedPem = {
  thing: 'a private key',
  label: 'PRIVATE KEY',
  fromDer: 'openssl pkey -inform der -in client.der -out client.key',
  fromPkcs12: 'openssl pkcs12 -in client.p12 -nocerts -nodes -out client.key',
};

/**
 * Checks the argument of `Toolbelt.MTLSClient`. It reads no file and no setting (docs/platform.md, "MTLSClient").
 * @throws ToolbeltError `ErrorCodes.Mtls.MISSING_CONFIG` without cert or key. `INVALID_CERT` or `INVALID_KEY` if cert or key is not PEM,
 *   does not parse, is swapped with the other, or does not belong to the other.
 */
export function readCredentials(given: unknown): MtlsCredentials {
  if (!isRecord(given)) {
    throw refusal(MISSING_CONFIG, 'pass { cert, key }, both PEM as a string or Buffer');
  }
  const config = ownProperties(given);
  const missing = ['cert', 'key'].filter((name) => isMissing(config[name]));
  if (missing.length > 0) {
    const names = missing.map((name) => `"${name}"`).join(' and ');
    throw refusal(MISSING_CONFIG, `${names} missing: pass { cert, key }, both PEM as a string or Buffer`);
  }
  const certContent = contentOf(config.cert, 'cert', INVALID_CERT);
  const keyContent = contentOf(config.key, 'key', INVALID_KEY);
  checkSwapped(certContent, keyContent);
  const blocks = certificateBlocks(certContent, 'cert');
  const chain = blocks.map((block, index) => parseCertificate(block, index, blocks.length, 'cert'));
  const passphrase = readPassphrase(config.passphrase);
  const key = readKey(keyContent, passphrase);
  checkPair(chain, key.parsed);
  const ca = readAuthorities(config.ca);
  const cert = blocks.map(({ text }) => text).join('');
  const { createHash } = require('node:crypto') as typeof import('node:crypto');
  return {
    cert,
    key: key.text,
    ca,
    passphrase,
    fingerprint: createHash('sha256')
      .update(JSON.stringify([cert, key.text, ca, passphrase]))
      .digest('hex'),
    validTo: new Date(chain[0]?.validTo ?? Number.NaN),
  };
}

function refusal(code: string, text: string, cause?: unknown): ToolbeltError {
  return new ToolbeltError(code, `MTLSClient: ${text}.`, cause);
}

function isMissing(value: unknown): boolean {
  if (value === undefined || value === null) return true;
  return typeof value === 'string' ? value.trim() === '' : types.isUint8Array(value) && value.length === 0;
}

function contentOf(value: unknown, name: string, code: string): Buffer {
  if (typeof value === 'string') return Buffer.from(value);
  if (types.isUint8Array(value)) return Buffer.from(value);
  const kind = Array.isArray(value) ? 'an array' : `of type ${typeof value}`;
  throw refusal(code, `"${name}" must be PEM as a string or Buffer, but it is ${kind}`);
}

function isKey({ label }: PemBlock): boolean {
  return /PRIVATE KEY$/.test(label);
}

function isCertificate({ label }: PemBlock): boolean {
  return /^((X509|TRUSTED) )?CERTIFICATE$/.test(label);
}

function checkSwapped(cert: Buffer, key: Buffer): void {
  const [inCert, inKey] = [pemBlocks(cert), pemBlocks(key)];
  if (inCert.some(isCertificate) || inKey.some(isKey)) return;
  if (!inCert.some(isKey) || !inKey.some(isCertificate)) return;
  throw refusal(INVALID_CERT, '"cert" is a private key and "key" a certificate: cert and key are swapped');
}

function certificateBlocks(content: Buffer, name: string): PemBlock[] {
  const blocks = pemBlocks(content).filter(isCertificate);
  if (blocks.length > 0) return blocks;
  const swapped = pemBlocks(content).some(isKey) ? ' (are cert and key swapped?)' : '';
  throw refusal(INVALID_CERT, `"${name}" is ${explainPem(content, CERTIFICATE)}${swapped}`);
}

function parseCertificate(block: PemBlock, index: number, count: number, name: string): X509Certificate {
  const { X509Certificate: Certificate } = require('node:crypto') as typeof import('node:crypto');
  try {
    return new Certificate(block.text);
  } catch (error) {
    const which = count > 1 ? `certificate ${index + 1} of ${count} in "${name}"` : `"${name}"`;
    const reason = (error as Error).message;
    throw refusal(INVALID_CERT, `${which} is PEM that holds no valid certificate (${reason})`, error);
  }
}

function readPassphrase(passphrase: unknown): string | undefined {
  if (passphrase === undefined || passphrase === null) return undefined;
  if (typeof passphrase === 'string') return passphrase;
  throw refusal(INVALID_KEY, `"passphrase" must be a string, but it is of type ${typeof passphrase}`);
}

function readKey(content: Buffer, passphrase: string | undefined): { text: string; parsed: KeyObject } {
  const block = pemBlocks(content).find(isKey);
  if (block === undefined) {
    const swapped = pemBlocks(content).some(isCertificate) ? ' (are cert and key swapped?)' : '';
    throw refusal(INVALID_KEY, `"key" is ${explainPem(content, KEY)}${swapped}`);
  }
  const isEncrypted = block.label.startsWith('ENCRYPTED') || /^Proc-Type:.*ENCRYPTED/m.test(block.text);
  if (isEncrypted && passphrase === undefined) {
    throw refusal(INVALID_KEY, '"key" is encrypted: pass its "passphrase" as well');
  }
  const { createPrivateKey } = require('node:crypto') as typeof import('node:crypto');
  try {
    const parsed = createPrivateKey({ key: block.text, ...(isEncrypted ? { passphrase } : {}) });
    return { text: block.text, parsed };
  } catch (error) {
    throw refusal(INVALID_KEY, explainKey(block, isEncrypted, error as Error), error);
  }
}

function explainKey({ label }: PemBlock, isEncrypted: boolean, { message }: Error): string {
  if (label.startsWith('OPENSSH')) {
    return '"key" is in the format of OpenSSH: convert it with "ssh-keygen -p -m PEM -f client.key"';
  }
  if (isEncrypted) return `"key" cannot be decrypted: is the "passphrase" the right one? (${message})`;
  return `"key" is PEM that holds no valid private key (${message})`;
}

function checkPair(chain: readonly X509Certificate[], key: KeyObject): void {
  const owner = chain.findIndex((certificate) => certificate.checkPrivateKey(key));
  if (owner === 0) return;
  throw refusal(
    INVALID_CERT,
    owner > 0
      ? `certificate ${owner + 1} of ${chain.length} in "cert" belongs to the key: put it first`
      : 'the certificate does not belong to the key: take both from the same place',
  );
}

function readAuthorities(ca: unknown): string[] | undefined {
  if (ca === undefined || ca === null) return undefined;
  const given = Array.isArray(ca) ? ca : [ca];
  if (given.length === 0) throw refusal(INVALID_CERT, '"ca" is empty: name an authority, or leave it out');
  return given.flatMap((item, position) => {
    const name = Array.isArray(ca) ? `ca[${position}]` : 'ca';
    if (isMissing(item))
      throw refusal(INVALID_CERT, `"${name}" is empty: name an authority, or leave it out`);
    const blocks = certificateBlocks(contentOf(item, name, INVALID_CERT), name);
    for (const [index, block] of blocks.entries()) parseCertificate(block, index, blocks.length, name);
    return blocks.map(({ text }) => text);
  });
}
