import { describe, expect, it } from 'vitest';
import { ErrorCodes } from '../../src/errors';
import { checkTransports, type JsforceLoader, loadJsforce } from '../../src/salesforce/package';

const INSTALL = 'npm install jsforce@npm:@jsforce/jsforce-node@3.10.16';
const SUPPORTED = `Supported is jsforce 3.x, up to 3.10.16 on Node 20: run "${INSTALL}".`;

class Connection {
  request() {}
  query() {}
  sobject() {}
}
class OAuth2 {}
const WHOLE = { VERSION: '3.1.0', Connection, OAuth2 };

/** Loads a package and its manifest. A function throws what it returns. */
const loader =
  (loaded: unknown, manifest: unknown = {}): JsforceLoader =>
  (path) => {
    const given = path === 'jsforce' ? loaded : manifest;
    if (given instanceof Error) throw given;
    return given;
  };
const notFound = (name: string) =>
  Object.assign(new Error(`Cannot find module '${name}'\nRequire stack:`), { code: 'MODULE_NOT_FOUND' });

it('jsforce has its version from itself, or from its manifest', () => {
  expect(loadJsforce(loader(WHOLE))).toEqual({ version: '3.1.0', Connection, OAuth2 });
  expect(loadJsforce(loader({ Connection, OAuth2 }, { version: '3.2.0' })).version).toBe('3.2.0');
});

it('jsforce that is not installed has a code of its own', () => {
  const cause = notFound('jsforce');
  expect(() => loadJsforce(loader(cause))).toThrow(
    expect.objectContaining({
      ...{ code: ErrorCodes.Salesforce.PACKAGE_MISSING, cause },
      message: `SFClient needs the package "jsforce", which is not installed: run "${INSTALL}".`,
    }),
  );
});

describe('is not supported', () => {
  const other = (version: string) => `SFClient works with jsforce 3, and jsforce ${version} is installed`;
  const lacks = (part: string, version = '3.1.0') =>
    `jsforce ${version} is installed, but has no ${part} that SFClient can use`;
  const broken = (version: string, needs: string, reason: string) =>
    `jsforce ${version} does not load in Node ${process.version}${needs}: ${reason}`;

  it.each<[load: JsforceLoader, reason: string]>([
    [loader({ ...WHOLE, VERSION: '1.11.1' }), other('1.11.1')],
    [loader({ ...WHOLE, VERSION: '30.1.0' }), other('30.1.0')],
    [loader({ Connection, OAuth2 }, { version: '2.0.0' }), other('2.0.0')],
    [loader({ Connection, OAuth2 }), other('of unknown version')],
    [loader({ Connection, OAuth2 }, new Error('no manifest')), other('of unknown version')],
    [loader('text', { version: '3.0.0' }), lacks('Connection', '3.0.0')],
    [loader({ ...WHOLE, Connection: {} }), lacks('Connection')],
    [loader({ ...WHOLE, Connection: class {} }), lacks('Connection')],
    [loader({ ...WHOLE, Connection: () => 1 }), lacks('Connection')],
    [loader({ ...WHOLE, OAuth2: {} }), lacks('OAuth2')],
    [loader(notFound('faye'), { version: '3.1.0' }), broken('3.1.0', '', "Cannot find module 'faye'")],
    [loader(notFound('faye'), { version: '1.11.1' }), other('1.11.1')],
    [
      loader(new TypeError('no'), { version: '3.1.0', engines: { node: '>=22' } }),
      broken('3.1.0', ' (it is made for Node >=22)', 'no'),
    ],
    [loader(new TypeError('no'), { engines: {} }), broken('of unknown version', '', 'no')],
    [
      loader(Object.assign(new Error("no 'jsforce'"), { code: 'X' })),
      broken('of unknown version', '', "no 'jsforce'"),
    ],
  ])('%#', (load, reason) => {
    expect(() => loadJsforce(load)).toThrow(
      expect.objectContaining({
        ...{ code: ErrorCodes.Salesforce.PACKAGE_UNSUPPORTED, message: `${reason}. ${SUPPORTED}` },
      }),
    );
  });

  it('without one of the methods of a connection', () => {
    for (const name of ['request', 'query', 'sobject']) {
      class Without extends Connection {}
      Object.defineProperty(Without.prototype, name, { value: undefined });
      expect(() => loadJsforce(loader({ ...WHOLE, Connection: Without }))).toThrow(lacks('Connection'));
    }
  });

  it('without a transport that can be replaced', () => {
    const transport = { httpRequest: () => {} };
    const check = (connection: object) => checkTransports({ version: '3.1.0' } as never, connection as never);
    expect(check({ _transport: transport, oauth2: { _transport: transport } })).toBeUndefined();
    for (const none of [undefined, {}, { httpRequest: 1 }]) {
      const connection = `${lacks('Connection#_transport')}. ${SUPPORTED}`;
      expect(() => check({ _transport: none, oauth2: { _transport: transport } })).toThrow(connection);
      const oauth2 = `${lacks('OAuth2#_transport')}. ${SUPPORTED}`;
      expect(() => check({ _transport: transport, oauth2: { _transport: none } })).toThrow(oauth2);
    }
    expect(() => check({ _transport: transport })).toThrow(lacks('OAuth2#_transport'));
  });
});
