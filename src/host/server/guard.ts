import type { IncomingHttpHeaders } from 'node:http';
import { hostname as machineName } from 'node:os';

/** What {@link isHostName} wants, for messages. */
export const HOST_NAME = 'such as dev.example.com, without scheme, port and path';

/** Whether a Host header can name this host, apart from its port. */
export function isHostName(value: unknown): boolean {
  return typeof value === 'string' && (isAddress(value) || /^[a-z\d_]([\w.-]*[a-z\d.])?$/i.test(value));
}

/**
 * The names that the Host header may have.
 * @param listening the name that the server listens on
 * @param allowed further names
 */
export function ownNames(listening: string, allowed: readonly string[]): Set<string> {
  return new Set(['localhost', listening, machineName(), ...allowed].map((name) => name.toLowerCase()));
}

/**
 * Why a request is refused that a page of another site has sent, or that came through a foreign name. Returns `undefined` for other
 * requests. A page of another site can send requests to this machine. It can also give its own name the address of this machine. The
 * headers Origin and Host show this.
 */
export function foreignProblem(headers: IncomingHttpHeaders, names: ReadonlySet<string>): string | undefined {
  const { host = '', origin } = headers;
  if (!names.has(host) && !isOwn(nameOf(host), names)) {
    return `The Host header names ${JSON.stringify(host)}, which is not a name of this host. Allow it with --allow-host of serve, or allowedHosts of createHost.`;
  }
  if (origin === undefined) {
    // A page can send some requests without Origin, such as those for images. A link to the page of the host is no danger.
    const { 'sec-fetch-site': site = '', 'sec-fetch-mode': mode } = headers;
    const isForeign = /^(cross|same)-site$/.test(String(site)) && mode !== 'navigate';
    return isForeign ? 'Requests of pages from other sites are refused.' : undefined;
  }
  // A tunnel or a proxy in front of this machine may speak https under one of its names.
  if (origin === `http://${host}` || (origin === `https://${host}` && !isAddress(nameOf(host))))
    return undefined;
  return `Requests of pages from ${JSON.stringify(origin)} are refused.`;
}

function isOwn(name: string, names: ReadonlySet<string>): boolean {
  return isAddress(name) || name.endsWith('.localhost') || names.has(name);
}

function nameOf(host: string): string {
  return host.replace(/:\d+$/, '').toLowerCase();
}

/** Nobody can give an IP address as a name to another machine. */
function isAddress(name: string): boolean {
  return /^\d+(\.\d+){3}$/.test(name) || /^\[[\da-f:.]+\]$/i.test(name);
}
