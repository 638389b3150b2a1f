import { domainToASCII, domainToUnicode, URL } from 'node:url';
import { maskUserInfo } from '../internal/wording';

/** A parsed whitelist entry. */
export interface HostPattern {
  /** The host in lower case and punycode, without port, trailing dot, brackets and leading `*.`. */
  host: string;
  /** True for `*.host`, which matches every name below `host` at any depth, but not `host` itself. */
  wildcard: boolean;
}

const MAX_HOST_LENGTH = 253;
const LABEL = /^[a-z\d_](?:[a-z\d_-]{0,61}[a-z\d_])?$/;
/** A name that parsing would not change: in lower case, without punycode, and with a last label that is no number. */
const PLAIN = /^(?:[a-z\d_](?:[a-z\d_-]{0,61}[a-z\d_])?\.)*[a-z](?:[a-z\d]{0,62})$/;
const IPV4 = /^\d+\.\d+\.\d+\.\d+$/;

/**
 * Parses one whitelist entry: an exact host, or a host with one leading `*.` (docs/platform.md, "Whitelist"). A port and a trailing dot are
 * removed. Names are converted to lower case and punycode.
 *
 * @throws Error whose message says what to write instead. The caller adds the place of the entry.
 */
export function parseHostPattern(entry: string): HostPattern {
  if (typeof entry !== 'string') throw new Error(`a host pattern must be a string, not ${typeof entry}`);
  // The entry may be a URL with a password, which no message may show.
  const shown = JSON.stringify(maskUserInfo(entry));
  if (entry === '') throw new Error(`"" is not a host: write a host such as "api.example.com"`);
  if (/\s/.test(entry)) throw new Error(`${shown} contains white space: write one host an entry`);
  refuseUrlParts(entry, shown);
  if (entry.startsWith('[')) return { host: parseIpv6(entry, shown), wildcard: false };
  // Several colons mean an address without brackets. Such an address has no port, because the port would be read as a part of the address.
  if (entry.indexOf(':') !== entry.lastIndexOf(':')) {
    return { host: parseIpv6(`[${entry}]`, shown), wildcard: false };
  }

  const name = dropTrailingDot(dropPort(entry, shown));
  refuseStrayWildcards(name, shown);
  const wildcard = name.startsWith('*.');
  const host = parseName(wildcard ? name.slice(2) : name, shown);
  if (wildcard && IPV4.test(host)) {
    throw new Error(`${shown} puts a wildcard before an IP address: write "${host}"`);
  }
  return { host, wildcard };
}

/** Refuses an entry that is a URL, because this is the most frequent mistake. The message names the host of the URL. */
function refuseUrlParts(entry: string, shown: string): void {
  const bare = entry.replace(/^([a-z][a-z\d+.-]*:)?[/\\]{2,}/i, '');
  const authority = bare.slice(bare.lastIndexOf('@') + 1);
  const host = authority.split(/[/\\?#]/, 1)[0] ?? '';
  if (host === entry) return;
  const advice = host === '' ? 'write a host such as "api.example.com"' : `write "${host}"`;
  throw new Error(`${shown} is not a host: ${advice}`);
}

/** Parses an IPv6 address. It is normalised as `new URL` does it, so that every spelling gives the same pattern. */
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

/**
 * Whether a whitelist entry can name the host of a URL. The class URL also takes hosts such as `{{domain}}`, which no
 * server can have.
 * @param hostname as `URL.hostname` has it
 */
export function isHost(hostname: string): boolean {
  if (hostname.startsWith('[')) return true;
  const name = dropTrailingDot(hostname);
  return name.length <= MAX_HOST_LENGTH && name.split('.').every(isLabel);
}

/** Parses a host name by the rules of `new URL`, because the hosts of requests are parsed in the same way. */
function parseName(name: string, shown: string): string {
  // With a long list, parsing takes most of the time.
  if (name.length <= MAX_HOST_LENGTH && PLAIN.test(name) && !name.includes('--')) return name;
  const ascii = name.includes('%') ? '' : domainToASCII(name);
  const host = ascii === '' ? undefined : hostnameOf(ascii);
  if (
    host === undefined ||
    host.length > MAX_HOST_LENGTH ||
    !host.split('.').every(isLabel) ||
    // Node 26 keeps a punycode label that cannot be decoded. Older lines refuse it.
    /(?:^|\.)xn--/.test(domainToUnicode(host))
  ) {
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

/** Whether a host name of a URL is this machine itself. */
export function isLoopback(hostname: string): boolean {
  return /^(localhost|127(\.\d+){3}|\[::1\])$/.test(hostname);
}
