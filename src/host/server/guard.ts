import { hostname as machineName } from 'node:os';

/**
 * The names that the Host header may have.
 * @param listening the name that the server listens on
 * @param allowed further names
 */
export function ownNames(listening: string, allowed: readonly string[]): ReadonlySet<string> {
  return new Set(['localhost', listening, machineName(), ...allowed].map((name) => name.toLowerCase()));
}

/**
 * Why a request from a browser or through a foreign name is refused; `undefined` when it is not. A page of another site
 * can send requests to this machine, and can give its own name the address of this machine: the headers Origin and Host
 * tell.
 */
export function foreignProblem(
  headers: { readonly host?: string | undefined; readonly origin?: string | undefined },
  names: ReadonlySet<string>,
): string | undefined {
  const { host = '', origin } = headers;
  const name = nameOf(host);
  if (!isAddress(name) && !name.endsWith('.localhost') && !names.has(name)) {
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
