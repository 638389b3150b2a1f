import { domainToASCII } from 'node:url';

/** A parsed whitelist entry. */
export interface HostPattern {
  /** Lower-cased host in punycode without port, trailing dot, brackets or the leading `*.`. */
  host: string;
  /** True for `*.host`: every name below `host` at any depth, not `host` itself. */
  wildcard: boolean;
}

const MAX_HOST_LENGTH = 253;
const LABEL = /^[a-z\d_](?:[a-z\d_-]{0,61}[a-z\d_])?$/;
const IPV4 = /^\d+\.\d+\.\d+\.\d+$/;

/**
 * Parses one whitelist entry: an exact host or one leading `*.` (facts §5.1; decisions "Whitelist").
 * A port and one trailing dot are dropped, names become lower-cased punycode.
 *
 * @throws Error (a plain one, for the caller to wrap) whose message says what to write instead.
 */
export function parseHostPattern(entry: string): HostPattern {
  if (typeof entry !== 'string') throw new Error(`a host pattern must be a string, not ${typeof entry}`);
  const shown = JSON.stringify(withoutUserInfo(entry));
  if (entry === '') throw new Error(`"" is not a host: write a host such as "api.example.com"`);
  if (/\s/.test(entry)) throw new Error(`${shown} contains white space: write one host an entry`);
  refuseUrlParts(entry, shown);
  if (entry.startsWith('[')) return { host: parseIpv6(entry, shown), wildcard: false };

  const name = dropTrailingDot(dropPort(entry, shown));
  refuseStrayWildcards(name, shown);
  const wildcard = name.startsWith('*.');
  const host = parseName(wildcard ? name.slice(2) : name, shown);
  if (wildcard && IPV4.test(host)) {
    throw new Error(`${shown} puts a wildcard before an IP address: write "${host}"`);
  }
  return { host, wildcard };
}

/** An entry pasted from a URL may hold a password, which no message may show. */
function withoutUserInfo(entry: string): string {
  return entry.replace(/^([a-z][a-z\d+.-]*:\/\/)?.*@/is, '$1[redacted]@');
}

/** The usual mistake is to paste a URL; its host is what to write instead. */
function refuseUrlParts(entry: string, shown: string): void {
  const bare = entry.replace(/^([a-z][a-z\d+.-]*:)?[/\\]{2,}/i, '');
  const authority = bare.slice(bare.lastIndexOf('@') + 1);
  const host = authority.split(/[/\\?#]/, 1)[0] ?? '';
  if (host === entry) return;
  const advice = host === '' ? 'write a host such as "api.example.com"' : `write "${host}"`;
  throw new Error(`${shown} is not a host: ${advice}`);
}

/** Normalised as `new URL` does, so that every spelling of an address is the same pattern. */
function parseIpv6(entry: string, shown: string): string {
  const match = /^(\[[\da-f:.]+\])(?::(\d+))?$/i.exec(entry);
  const normalised = match?.[1] === undefined ? undefined : hostnameOf(match[1]);
  if (normalised === undefined || !isPort(match?.[2])) {
    throw new Error(`${shown} is not an IPv6 address: write it as in "[2001:db8::1]"`);
  }
  return normalised.slice(1, -1);
}

function dropPort(entry: string, shown: string): string {
  const colon = entry.indexOf(':');
  if (colon === -1) return entry;
  if (colon !== entry.lastIndexOf(':')) {
    throw new Error(`${shown} is not a host: write an IPv6 address in brackets, as in "[2001:db8::1]"`);
  }
  const host = entry.slice(0, colon);
  if (entry.length === colon + 1 || !isPort(entry.slice(colon + 1))) {
    throw new Error(`${shown} has no valid port: write "${host}" (ports are ignored)`);
  }
  return host;
}

function isPort(digits: string | undefined): boolean {
  return digits === undefined || (/^\d{1,5}$/.test(digits) && Number(digits) <= 65_535);
}

function dropTrailingDot(name: string): string {
  return name.endsWith('.') && name !== '*.' ? name.slice(0, -1) : name;
}

function refuseStrayWildcards(name: string, shown: string): void {
  if (name === '*' || name === '*.') {
    throw new Error(
      `${shown} would allow every host: name the hosts, or use one leading "*." as in "*.example.com"`,
    );
  }
  if (name.lastIndexOf('*') > 0 || (name.startsWith('*') && !name.startsWith('*.'))) {
    throw new Error(
      `${shown} has a wildcard in a place where none is allowed: use one leading "*." as in "*.example.com"`,
    );
  }
}

/** The WHATWG rules decide, because the hosts that are compared with the pattern come from `new URL`. */
function parseName(name: string, shown: string): string {
  const ascii = name.includes('%') ? '' : domainToASCII(name);
  const host = ascii === '' ? undefined : hostnameOf(ascii);
  if (host === undefined || host.length > MAX_HOST_LENGTH || !host.split('.').every(isLabel)) {
    throw new Error(
      `${shown} is not a valid host name: write labels of letters, digits and hyphens (at most 63 characters each, ` +
        `${MAX_HOST_LENGTH} in all), as in "api.example.com"`,
    );
  }
  return host;
}

function isLabel(label: string): boolean {
  return LABEL.test(label);
}

function hostnameOf(host: string): string | undefined {
  const url = URL.canParse(`http://${host}/`) ? new URL(`http://${host}/`) : undefined;
  return url?.hostname;
}
