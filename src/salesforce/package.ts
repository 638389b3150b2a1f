import { ErrorCodes, ToolbeltError } from '../errors';
import { isRecord } from '../internal/is-record';
import type { Jsforce, JsforceConnection, Transport } from './jsforce';

const INSTALL = 'npm install jsforce@npm:@jsforce/jsforce-node@3.10.16';
const SUPPORTED_MAJOR = '3';
const UNKNOWN = 'of unknown version';

/** A function that loads jsforce, or its package.json. Tests pass their own. */
export type JsforceLoader = (path: 'jsforce' | 'jsforce/package.json') => unknown;

/** Only this function loads jsforce. */
const installed: JsforceLoader = (path) =>
  path === 'jsforce' ? require('jsforce') : require('jsforce/package.json');

/**
 * Loads jsforce 3, as `@jsforce/jsforce-node` or as the full package.
 * @throws ToolbeltError `ErrorCodes.Salesforce.PACKAGE_MISSING`, or `PACKAGE_UNSUPPORTED` for another major and for a
 *   package that does not load, each with the command to run
 */
export function loadJsforce(load: JsforceLoader = installed): Jsforce {
  const loaded = requirePackage(load);
  const { VERSION, Connection, OAuth2 } = (isRecord(loaded) ? loaded : {}) as Record<string, unknown>;
  const version = typeof VERSION === 'string' ? VERSION : (readManifest(load).version ?? UNKNOWN);
  checkMajor(version);
  if (!isConnectionClass(Connection)) throw lacking(version, 'Connection');
  if (typeof OAuth2 !== 'function') throw lacking(version, 'OAuth2');
  return { version, Connection, OAuth2: OAuth2 as Jsforce['OAuth2'] };
}

/**
 * Checks that the requests of a connection can be sent by the toolbelt. If jsforce sent them itself, no whitelist and
 * no rate limit would apply to them.
 * @throws ToolbeltError `ErrorCodes.Salesforce.PACKAGE_UNSUPPORTED`
 */
export function checkTransports({ version }: Jsforce, connection: JsforceConnection): void {
  if (!isTransport(connection._transport)) throw lacking(version, 'Connection#_transport');
  if (!isTransport(connection.oauth2?._transport)) throw lacking(version, 'OAuth2#_transport');
}

function checkMajor(version: string, cause?: unknown): void {
  if (version.split('.')[0] === SUPPORTED_MAJOR) return;
  throw unsupported(
    `SFClient works with jsforce ${SUPPORTED_MAJOR}, and jsforce ${version} is installed`,
    cause,
  );
}

function isTransport(value: unknown): value is Transport {
  return isRecord(value) && typeof value.httpRequest === 'function';
}

function isConnectionClass(value: unknown): value is Jsforce['Connection'] {
  if (typeof value !== 'function') return false;
  const { request, query, sobject } = value.prototype ?? {};
  return [request, query, sobject].every((method) => typeof method === 'function');
}

function requirePackage(load: JsforceLoader): unknown {
  try {
    return load('jsforce');
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    // The message names another module when jsforce is installed and one of its dependencies is missing.
    if (code === 'MODULE_NOT_FOUND' && /'jsforce'/.test(message)) {
      throw new ToolbeltError(
        ErrorCodes.Salesforce.PACKAGE_MISSING,
        `SFClient needs the package "jsforce", which is not installed: run "${INSTALL}".`,
        error,
      );
    }
    const { version = UNKNOWN, engine } = readManifest(load);
    if (version !== UNKNOWN) checkMajor(version, error);
    const needs = engine === undefined ? '' : ` (it is made for Node ${engine})`;
    const reason = String(message).split('\n')[0];
    throw unsupported(
      `jsforce ${version} does not load in Node ${process.version}${needs}: ${reason}`,
      error,
    );
  }
}

/** The version of the installed jsforce and the Node versions that it supports. Empty when package.json cannot be read. */
function readManifest(load: JsforceLoader): { version?: string; engine?: string } {
  try {
    const { version, engines } = load('jsforce/package.json') as {
      version?: string;
      engines?: { node?: string };
    };
    return {
      ...(version === undefined ? {} : { version }),
      ...(engines?.node === undefined ? {} : { engine: engines.node }),
    };
  } catch {
    return {};
  }
}

function lacking(version: string, part: string): ToolbeltError {
  return unsupported(`jsforce ${version} is installed, but has no ${part} that SFClient can use`);
}

function unsupported(reason: string, cause?: unknown): ToolbeltError {
  return new ToolbeltError(
    ErrorCodes.Salesforce.PACKAGE_UNSUPPORTED,
    `${reason}. Supported is jsforce 3.x, up to 3.10.16 on Node 20: run "${INSTALL}".`,
    cause,
  );
}
