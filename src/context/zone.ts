import { URL } from 'node:url';
import { ErrorCodes, ToolbeltError } from '../errors';

/** Hosts of the Context Session Store by zone (docs/platform.md, "Context Session Store"). */
const HOSTS: Readonly<Record<string, string>> = {
  qa: 'lp-mavencontext-qa.dev.lprnd.net',
  'z1-a': 'va-a.context.liveperson.net',
  z1: 'z1.context.liveperson.net',
  z2: 'z2.context.liveperson.net',
  z3: 'z3.context.liveperson.net',
};
/**
 * Zones by the first part of host names of LivePerson's other services
 * (docs/platform.md, "Service names and hosts").
 */
const ZONES: Readonly<Record<string, string>> = { 'va-a': 'z1-a', va: 'z1', lo: 'z2', sy: 'z3' };
const SERVICE = 'mavenContext';
const NEIGHBOUR = 'faasGW';
const ADVICE = `set the environment variable CONTEXT_SERVICE_ENVIRONMENT to one of ${Object.keys(HOSTS).join(', ')}`;

/** What is needed to find the zone. */
export interface ContextZoneParts {
  /** The origin of a LivePerson service for an account. */
  origin(service: string, accountId: string, signal?: AbortSignal): Promise<string>;
  /** The zone of the Context Session Store, if one is set. */
  contextServiceEnvironment(): string | undefined;
  /** Whether the host of a service is set with `Toolbelt.configure({ csds })`. */
  hasConfiguredHost(service: string): boolean;
}

/**
 * The origin of the Context Session Store (docs/platform.md, "Context Session Store"). The first of these that is known is used: the
 * configured host of the service `mavenContext`, the configured zone (CONTEXT_SERVICE_ENVIRONMENT), the host of `mavenContext` in service
 * discovery, and the zone of the host of `faasGW` in service discovery. The host of the zone `qa` is not on the default whitelist. Add it
 * to the whitelist to use it.
 *
 * @throws ToolbeltError `ErrorCodes.Toolbelt.INVALID_CONFIGURATION` for a zone that does not exist or cannot be found. With the code of
 *   service discovery when service discovery fails.
 */
export async function contextOrigin(
  parts: ContextZoneParts,
  accountId: string,
  signal?: AbortSignal,
): Promise<string> {
  if (parts.hasConfiguredHost(SERVICE)) return parts.origin(SERVICE, accountId, signal);
  const zone = parts.contextServiceEnvironment();
  if (zone === undefined) return discoveredOrigin(parts, accountId, signal);
  if (Object.hasOwn(HOSTS, zone)) return `https://${HOSTS[zone]}`;
  throw unknownZone(`there is no zone ${JSON.stringify(zone)}`);
}

async function discoveredOrigin(
  parts: ContextZoneParts,
  accountId: string,
  signal: AbortSignal | undefined,
): Promise<string> {
  const own = await originUnlessMissing(parts, SERVICE, accountId, signal);
  if (own !== undefined) return own;
  const neighbour = await originUnlessMissing(parts, NEIGHBOUR, accountId, signal);
  const services = `service discovery has no "${SERVICE}" for account ${accountId}`;
  if (neighbour === undefined) throw unknownZone(`${services}, and no "${NEIGHBOUR}" to tell its zone by`);
  const { hostname } = new URL(neighbour);
  const zone = ZONES[hostname.split('.', 1)[0] ?? ''];
  if (zone === undefined)
    throw unknownZone(`${services}, and its "${NEIGHBOUR}" (${hostname}) is in no known zone`);
  return `https://${HOSTS[zone]}`;
}

async function originUnlessMissing(
  parts: ContextZoneParts,
  service: string,
  accountId: string,
  signal: AbortSignal | undefined,
): Promise<string | undefined> {
  try {
    return await parts.origin(service, accountId, signal);
  } catch (error) {
    if (!(error instanceof ToolbeltError)) throw error;
    if (error.code === ErrorCodes.Csds.DOMAIN_NOT_FOUND) return undefined;
    if (error.code !== ErrorCodes.Csds.OP_FAILED) throw error;
    throw new ToolbeltError(
      error.code,
      `ContextServiceClient: the zone is unknown: ${error.message} Or ${ADVICE}.`,
      error,
    );
  }
}

function unknownZone(reason: string): ToolbeltError {
  return new ToolbeltError(
    ErrorCodes.Toolbelt.INVALID_CONFIGURATION,
    `ContextServiceClient: ${reason}: ${ADVICE} (or call Toolbelt.configure({ contextServiceEnvironment })).`,
  );
}
