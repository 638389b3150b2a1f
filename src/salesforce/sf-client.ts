import { misspeltOptions } from '../internal/wording';
import { openConnection } from './connection';
import type { SalesforceConnection, SalesforceConnectionOptions } from './connection-types';
import { CONNECTION_OPTIONS, OAUTH2_OPTIONS, readConnectionOptions } from './options';
import { type JsforceLoader, loadJsforce } from './package';
import type { SalesforceSender } from './transport';

/** The parts of the toolbelt that the client needs. */
export interface SFClientParts extends SalesforceSender {
  /** Loads jsforce. @default Node's `require` */
  load?: JsforceLoader;
}

/** Connects to Salesforce through jsforce (docs/platform.md, "Salesforce"). */
export class SFClient {
  readonly #parts: SFClientParts;

  constructor(parts: SFClientParts) {
    this.#parts = parts;
  }

  /**
   * Creates a jsforce connection. The first call of this method loads jsforce. Nothing is sent until the connection is used. A request
   * fails with the cause `ESOCKETTIMEDOUT` when Salesforce is silent for 25 s. The option `timeout` of a request changes this time.
   *
   * @param options the options of a jsforce connection: `loginUrl` and `instanceUrl` (https), `accessToken`, `refreshToken` with `oauth2`
   *   or `refreshFn`, `version`, …
   * @returns the connection. Its methods return promises. A method whose last argument is a function `(error, result)` calls that function
   *   too.
   * @throws ToolbeltError `ErrorCodes.Toolbelt.INVALID_ARGUMENT` for options that cannot be used, `ErrorCodes.Salesforce.PACKAGE_MISSING`
   *   or `PACKAGE_UNSUPPORTED` for a missing or wrong jsforce
   */
  connectToSalesforce(options: SalesforceConnectionOptions): SalesforceConnection {
    const { load, ...sender } = this.#parts;
    const settings = readConnectionOptions(options, (message) => sender.warnOnce(message, message));
    for (const warning of [
      ...misspeltOptions('SFClient', options, CONNECTION_OPTIONS),
      ...misspeltOptions('SFClient', options.oauth2, OAUTH2_OPTIONS),
    ]) {
      sender.warnOnce(...warning);
    }
    return openConnection(loadJsforce(load), settings, sender);
  }
}
