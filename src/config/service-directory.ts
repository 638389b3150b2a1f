import { isRecord } from '../internal/is-record';

/** The hosts of an account's services, by service name. */
export type ServiceDirectory = ReadonlyMap<string, string>;

/**
 * Reads an answer of the Domain API: `{ baseURIs: [{ service, baseURI }] }`, or only the array, as the API's schema
 * declares (docs/platform.md, "Service discovery").
 *
 * @returns undefined for an answer that holds no such list
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
