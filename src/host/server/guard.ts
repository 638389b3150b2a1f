import { hostname as machineName } from 'node:os';

/**
 * Why a request from a browser or through a foreign name is refused; `undefined` when it is not. A page of another site
 * can send requests to this machine, and can give its own name the address of this machine: the headers Origin and Host
 * tell.
 *
 * @param listening the name that the server listens on
 * @param allowed further names that the Host header may have
 */
export function foreignProblem(
  headers: { readonly host?: string | undefined; readonly origin?: string | undefined },
  listening: string,
  allowed: readonly string[],
): string | undefined {
  const { host = '', origin } = headers;
  const name = nameOf(host);
  const known = ['localhost', listening, machineName(), ...allowed].map((entry) => entry.toLowerCase());
  if (!isAddress(name) && !name.endsWith('.localhost') && !known.includes(name)) {
    return `The Host header names ${JSON.stringify(host)}, which is not a name of this host. Allow it with allowedHosts.`;
  }
  if (origin === undefined || origin === `http://${host}`) return undefined;
  return `Requests of pages from ${JSON.stringify(origin)} are refused.`;
}

function nameOf(host: string): string {
  return host.replace(/:\d+$/, '').toLowerCase();
}

/** A name that is an address can be given to no other machine. */
function isAddress(name: string): boolean {
  return /^\d+(\.\d+){3}$/.test(name) || /^\[[\da-f:.]+\]$/.test(name);
}
