import { type Logger, Toolbelt } from '../../toolbelt';
import { setEnvironment } from '../environment';
import type { Account } from './account';
import { ZONES } from './hosts';
import type { PlatformOptions } from './options';

const DEFAULT_FUNCTION_ID = 'test-function';

/**
 * Sets the Toolbelt and the environment for an account.
 *
 * @param logger gets the messages of the library
 * @returns a function that restores the former settings and variables
 * @throws ToolbeltError `ErrorCodes.Toolbelt.INVALID_CONFIGURATION` for an option that is wrong. Nothing has changed then.
 */
export function useAccount(
  { settings, secrets }: Account,
  { whitelist = [], functionId = DEFAULT_FUNCTION_ID, rateLimit }: PlatformOptions,
  logger: Logger,
): () => void {
  const { accountId, region } = settings;
  const restoreSettings = Toolbelt.configure({
    accountId,
    functionId,
    whitelist,
    logger,
    secrets: secrets.provider(),
    proxy: false,
    contextServiceEnvironment: ZONES[region],
    ...(rateLimit !== undefined && { rateLimit }),
  });
  const restoreEnvironment = setEnvironment({
    BRAND_ID: accountId,
    LAMBDA_UUID: functionId,
    CONTEXT_SERVICE_ENVIRONMENT: ZONES[region],
    X_LIVEPERSON_BRAND_ID: undefined,
    X_LIVEPERSON_FUNCTION_UUID: undefined,
    X_LIVEPERSON_CSDS_DOMAIN: undefined,
  });
  return () => {
    restoreEnvironment();
    // This drops hosts, tokens and the counts of the rate limit, because they belong to the account. It also drops the configuration, so
    // the former configuration is restored afterwards.
    Toolbelt.reset();
    restoreSettings();
  };
}

/** The hosts that lambdas may call, in addition to LivePerson's and those in the settings file. */
export class PlatformWhitelist {
  readonly #hosts: Set<string>;

  constructor(hosts: readonly string[] = []) {
    this.#hosts = new Set(hosts);
  }

  /**
   * Adds hosts: exact names, or names with one leading `*.`.
   * @throws ToolbeltError `ErrorCodes.Toolbelt.INVALID_CONFIGURATION` for a text that is no host. Nothing has changed then.
   */
  add(...hosts: string[]): void {
    Toolbelt.configure({ whitelist: [...this.#hosts, ...hosts] });
    for (const host of hosts) this.#hosts.add(host);
  }
}
