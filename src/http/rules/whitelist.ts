import { parseHostPattern } from '../../config/host-pattern';
import { ErrorCodes, ToolbeltError } from '../../errors';

/** The longest name that DNS allows. A longer text is no host, and checking all its parts would take too long. */
const MAX_HOST_LENGTH = 253;

const HOST_NAME = /^[a-z\d_-]+(?:\.[a-z\d_-]+)*$/;

/** The hosts that a lambda may call, compiled by {@link compileWhitelist}. */
export interface Whitelist {
  /** Number of distinct patterns. */
  readonly size: number;
  /**
   * Whether this host may be called. Case, a port and one trailing dot do not matter. IPv6 may have brackets.
   * @param hostname As a WHATWG `URL` gives it (`url.hostname`): IDN in punycode, addresses in canonical form.
   */
  allows(hostname: string): boolean;
}

/**
 * Compiles host patterns once, so that a check costs one hash look-up for the host and one for each parent
 * domain, however long the list is. `example.com` allows that host alone; `*.example.com` allows every host
 * below it at any depth, but not `example.com` itself (docs/platform.md, "Whitelist").
 * @throws ToolbeltError `ErrorCodes.Toolbelt.INVALID_CONFIGURATION` that names the entry which is not a host pattern.
 */
export function compileWhitelist(entries: Iterable<string>): Whitelist {
  const hosts = new Set<string>();
  const parents = new Set<string>();
  for (const entry of entries) {
    const { host, wildcard } = parseEntry(entry);
    (wildcard ? parents : hosts).add(host);
  }
  return {
    size: hosts.size + parents.size,
    allows(hostname) {
      const host = normalise(hostname);
      if (host.length > MAX_HOST_LENGTH) return false;
      return hosts.has(host) || hasParent(parents, host);
    },
  };
}

function parseEntry(entry: string): ReturnType<typeof parseHostPattern> {
  try {
    return parseHostPattern(entry);
  } catch (error) {
    // The reason names the entry itself, without the user info of a pasted URL.
    const reason = error instanceof Error ? error.message : String(error);
    const message = `[lp-faas-toolbelt] whitelist entry refused: ${reason}`;
    throw new ToolbeltError(ErrorCodes.Toolbelt.INVALID_CONFIGURATION, message, error);
  }
}

/** The form in which `parseHostPattern` stores a host. */
function normalise(hostname: string): string {
  const lower = hostname.toLowerCase();
  if (lower.startsWith('[')) return lower.slice(1, lower.lastIndexOf(']'));
  const colon = lower.indexOf(':');
  // A single colon starts a port. Several colons mean an IPv6 address without brackets, which cannot have a port.
  const name = colon !== -1 && colon === lower.lastIndexOf(':') ? lower.slice(0, colon) : lower;
  return name.endsWith('.') ? name.slice(0, -1) : name;
}

function hasParent(parents: ReadonlySet<string>, host: string): boolean {
  // A URL accepts hosts such as "a;b" and "a..b", which are not valid names.
  if (parents.size === 0 || !HOST_NAME.test(host)) return false;
  for (let dot = host.indexOf('.'); dot !== -1; dot = host.indexOf('.', dot + 1)) {
    if (parents.has(host.slice(dot + 1))) return true;
  }
  return false;
}
