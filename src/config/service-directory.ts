import { isRecord } from '../internal/is-record';
import { isLoopback } from './host-pattern';
import { isServiceHost } from './option-values';

/** The hosts of an account's services, by service name. */
export type ServiceDirectory = ReadonlyMap<string, string>;

/** An account has some hundred services. */
const MAX_SERVICES = 1_000;

/**
 * Reads an answer of the Domain API. It is `{ baseURIs: [{ service, baseURI }] }`, or only the array, as the API's schema declares
 * (docs/platform.md, "Service discovery"). Only the first 1,000 services are read.
 *
 * @returns undefined for an answer without such a list
 */
export function readServiceDirectory(body: unknown): ServiceDirectory | undefined {
  const entries = isRecord(body) ? body.baseURIs : body;
  if (!Array.isArray(entries)) return undefined;
  const directory = new Map<string, string>();
  for (const entry of entries) {
    if (directory.size >= MAX_SERVICES) break;
    if (isRecord(entry) && typeof entry.service === 'string' && typeof entry.baseURI === 'string') {
      directory.set(entry.service, entry.baseURI);
    }
  }
  return directory;
}

/** The domains of LivePerson. Nobody else has hosts below them. */
const LIVEPERSON_DOMAINS = ['liveperson.net', 'liveperson.com', 'lpsnmedia.net', 'lprnd.net', 'lpcloud.io'];

/**
 * The hosts of a directory that every client of the process may call. A host outside of LivePerson's domains is left out, because only the
 * client that asks for its service may call it.
 */
export function livePersonHosts(directory: ServiceDirectory): string[] {
  return [...directory.values()]
    .filter(isServiceHost)
    .map((host) => urlOf(host).hostname)
    .filter(isLivePersonHost);
}

/** Whether a host is in one of LivePerson's domains. */
export function isLivePersonHost(hostname: string): boolean {
  return LIVEPERSON_DOMAINS.some((domain) => hostname.endsWith(`.${domain}`));
}

/** Whether a discovered host asks for http, so that tokens would be sent without encryption. On loopback this is allowed for tests. */
export function isPlainHttp(host: string): boolean {
  if (!isServiceHost(host)) return false;
  const { protocol, hostname } = urlOf(host);
  return protocol === 'http:' && !isLoopback(hostname);
}

function urlOf(host: string): URL {
  return new URL(/^https?:\/\//i.test(host) ? host : `https://${host}`);
}
