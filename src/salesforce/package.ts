import { ErrorCodes, ToolbeltError } from '../errors';
import { isRecord } from '../internal/is-record';

const INSTALL = 'npm install jsforce@npm:@jsforce/jsforce-node@3.10.16';
const SUPPORTED_MAJOR = '3';
const UNKNOWN = 'of unknown version';

/** What jsforce gives its connections to send requests with; the one private member that has no public option. */
export interface Transport {
  httpRequest(request: object, options?: object): Promise<unknown>;
}

/** The parts of a jsforce OAuth 2 client that are used here. */
export interface JsforceOAuth2 {
  _transport: Transport;
  [member: string]: unknown;
}

/** The parts of a jsforce connection that are used here. */
export interface JsforceConnection {
  instanceUrl: string;
  oauth2: JsforceOAuth2;
  _transport: Transport;
  request(request: unknown, options?: unknown): PromiseLike<unknown>;
  query(soql: string, options?: object): object;
  [member: string]: unknown;
}

/** The parts of jsforce that are used here. */
export interface Jsforce {
  version: string;
  Connection: new (config: object) => JsforceConnection;
  OAuth2: new (config: object) => JsforceOAuth2;
}

/** Loads jsforce, or its package.json. */
export type JsforceLoader = (path: 'jsforce' | 'jsforce/package.json') => unknown;

/** The only place that loads jsforce. */
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
 * Checks that requests of this connection can be led through the toolbelt: sent past it, they would meet no whitelist.
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
    // Not for one of its dependencies, which is missing in a package that is there.
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

/** What package.json says, as far as it can be read. */
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
