import { createHash } from 'node:crypto';

/** The namespace of the ids. It is a UUID of version 4 that was made for this purpose. */
const NAMESPACE = Buffer.from('6f0a4c1e9d3b4f7f8c2d5a1b7e6c9d04', 'hex');

/**
 * The id of a function whose configuration has none: a UUID of version 5 (RFC 9562, section 5.5), made from the account and the name. A
 * function therefore has the same id on every machine.
 */
export function functionId(accountId: string, name: string): string {
  const hash = createHash('sha1').update(NAMESPACE).update(`${accountId}/${name}`).digest().subarray(0, 16);
  hash[6] = ((hash[6] ?? 0) & 0x0f) | 0x50;
  hash[8] = ((hash[8] ?? 0) & 0x3f) | 0x80;
  return hash.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
