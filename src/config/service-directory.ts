import { isRecord } from '../internal/is-record';

/** Hosts of an account's services by service name. */
export type ServiceDirectory = ReadonlyMap<string, string>;

/**
 * Reads an answer of the Domain API: `{ baseURIs: [{ service, baseURI }] }`, or the bare array that the schema of the
 * API declares (facts §1.2).
 *
 * @returns undefined for an answer that is no list
 */
export function readServiceDirectory(body: unknown): ServiceDirectory | undefined {
  const entries = isRecord(body) ? body.baseURIs : body;
  if (!Array.isArray(entries)) return undefined;
  const directory = new Map<string, string>();
  for (const entry of entries) {
    if (isRecord(entry) && typeof entry.service === 'string' && typeof entry.baseURI === 'string') {
      directory.set(entry.service, entry.baseURI);
    }
  }
  return directory;
}
