import { resolve } from 'node:path';
import { ErrorCodes, ToolbeltError } from '../errors';
import { isRecord } from '../internal/is-record';
import { proxyText } from '../internal/node/url-object';
import { ownProperties } from '../internal/own-properties';
import { realTime } from '../internal/real-time';
import { formatKeyPath } from '../internal/wording';
import { areCommonOptions } from './common-shapes';
import * as defaults from './defaults';
import * as env from './env';
import { loadSchemas } from './explanations';
import { copySecrets, isRedisStore, isSecretProvider, parseProxyOption } from './option-values';
import { loadRedisLimiter } from './redis-limiter';
import { type SettingsFile, SettingsLoader } from './settings-file';
import type { Logger, RateLimitSettings, SecretProvider, ToolbeltOptions, WhitelistViolation } from './types';

/** The configured source of secrets. */
export type SecretSource =
  | { readonly kind: 'file' }
  /** `written` holds the values that this process wrote, by variable, and the text that each variable got. */
  | { readonly kind: 'environment'; readonly written: Map<string, { text: string; value: unknown }> }
  | { readonly kind: 'memory'; readonly secrets: Map<string, unknown> }
  | { readonly kind: 'provider'; readonly provider: SecretProvider };

const FROM_FILE: SecretSource = { kind: 'file' };
const NO_HOSTS: Readonly<Record<string, string>> = Object.freeze({});

/**
 * The configuration of the process. For each setting, the first of these counts: `Toolbelt.configure`, the
 * environment, the settings file, the default. The constructor reads nothing: each method looks a setting up when it
 * is called. An object that is returned twice is the same object as long as its content did not change.
 */
export class Configuration {
  /** The latest value of every secret that was read, for `SecretClient.getUsedSecrets`. */
  readonly usedSecrets = new Map<string, unknown>();
  #loader = new SettingsLoader();
  #options = ownProperties<ToolbeltOptions>({});
  #secretSource: SecretSource = FROM_FILE;
  #whitelist: readonly string[] | undefined;
  #whitelistFile: SettingsFile | undefined;
  #whitelistUntil = 0;
  #whitelistPath: string | undefined;
  #rateLimit: RateLimitSettings | undefined;

  /**
   * Sets options. An option that is not given keeps its earlier value, and an explicit `undefined` goes back to the
   * default. When one option is wrong, none is set.
   *
   * @returns a function that restores the options from before
   * @throws ToolbeltError `ErrorCodes.Toolbelt.INVALID_CONFIGURATION` that names every wrong key, or the package that
   *   is missing
   */
  configure(options: ToolbeltOptions): () => void {
    const problems = areCommonOptions(options) ? [] : loadSchemas().optionsProblems(options);
    if (problems.length > 0) {
      const texts = problems.map(({ path, text }) =>
        path.length === 0 ? text : `${formatKeyPath(path)}: ${text}`,
      );
      throw new ToolbeltError(
        ErrorCodes.Toolbelt.INVALID_CONFIGURATION,
        `Toolbelt.configure: ${texts.join('; ')} (nothing was changed).`,
      );
    }
    // Loaded here, so that a missing package is reported now and not by the first request.
    if (isRedisStore(options.rateLimit?.store)) loadRedisLimiter();
    const [before, sourceBefore] = [this.#options, this.#secretSource];
    const source = Object.hasOwn(options, 'secrets') ? toSecretSource(options.secrets) : sourceBefore;
    this.#use({ ...before, ...copyOptions(ownProperties(options)) }, source);
    return () => this.#use(before, sourceBefore);
  }

  /** Forgets all options and everything that was cached. */
  reset(): void {
    this.#use({}, FROM_FILE);
    this.#loader = new SettingsLoader();
    this.usedSecrets.clear();
  }

  #use(options: ToolbeltOptions, secretSource: SecretSource): void {
    this.#options = ownProperties(options);
    this.#secretSource = secretSource;
    this.#whitelist = undefined;
    this.#rateLimit = undefined;
  }

  /** The id of the account. @throws ToolbeltError `ErrorCodes.Toolbelt.MISSING_ACCOUNT` when none is set */
  accountId(): string {
    const account = this.optionalAccountId();
    if (account !== undefined) return account;
    throw new ToolbeltError(
      ErrorCodes.Toolbelt.MISSING_ACCOUNT,
      'No account is known: set the environment variable BRAND_ID to your LivePerson account id ' +
        '(or call Toolbelt.configure({ accountId })).',
    );
  }

  /** The id of the account, if one is set. */
  optionalAccountId(): string | undefined {
    return this.#options.accountId ?? env.accountId();
  }

  /** The id of the function, if one is set. */
  functionId(): string | undefined {
    return this.#options.functionId ?? env.functionId();
  }

  /** The absolute path of the settings file. The file may be missing. */
  settingsPath(): string {
    return resolve(this.#options.settingsPath ?? env.settingsPath() ?? defaults.DEFAULT_SETTINGS_PATH);
  }

  /**
   * The content of the settings files.
   *
   * @throws ToolbeltError `ErrorCodes.Toolbelt.INVALID_SETTINGS` when a file is malformed
   */
  settings(): SettingsFile {
    return this.#loader.load(this.settingsPath());
  }

  /**
   * The default hosts, the hosts in the settings files and the configured hosts. Returns the same array until one of them changes. Every
   * request calls this, so the files are checked at most once in `SETTINGS_INTERVAL_MS`.
   *
   * @throws ToolbeltError `ErrorCodes.Toolbelt.INVALID_SETTINGS` when a file is malformed
   */
  whitelist(): readonly string[] {
    const now = realTime.now();
    const named = this.#options.settingsPath ?? env.settingsPath();
    const isRecent = now < this.#whitelistUntil && named === this.#whitelistPath;
    if (this.#whitelist !== undefined && isRecent) return this.#whitelist;
    const file = this.settings();
    if (this.#whitelist === undefined || this.#whitelistFile !== file) {
      const configured = this.#options.whitelist ?? [];
      this.#whitelist = Object.freeze([...defaults.DEFAULT_WHITELIST, ...file.whitelist, ...configured]);
      this.#whitelistFile = file;
    }
    this.#whitelistPath = named;
    this.#whitelistUntil = now + defaults.SETTINGS_INTERVAL_MS;
    return this.#whitelist;
  }

  /** The hosts that were set with `Toolbelt.configure`, without the hosts in the settings files. */
  configuredWhitelist(): readonly string[] {
    return this.#options.whitelist ?? [];
  }

  /** How a request to a host outside the whitelist ends. */
  whitelistViolation(): WhitelistViolation {
    return this.#options.whitelistViolation ?? 'socket-closed';
  }

  /** The rate limit with its defaults filled in. Returns the same object until the limit changes. */
  rateLimit(): RateLimitSettings {
    if (this.#rateLimit === undefined) {
      const { limit, intervalMs, mode, maxWaitMs, store } = ownProperties(this.#options.rateLimit);
      this.#rateLimit = Object.freeze({
        limit: limit ?? defaults.DEFAULT_RATE_LIMIT,
        intervalMs: intervalMs ?? defaults.DEFAULT_RATE_INTERVAL_MS,
        mode: mode ?? 'reject',
        maxWaitMs: maxWaitMs ?? defaults.DEFAULT_MAX_WAIT_MS,
        ...(store !== undefined && { store }),
      });
    }
    return this.#rateLimit;
  }

  /** The greatest number of bytes of an answer that are kept in memory. */
  maxResponseBytes(): number {
    return this.#options.maxResponseBytes ?? defaults.DEFAULT_MAX_RESPONSE_BYTES;
  }

  /** The configured proxy as a URL with a scheme, `false` for no proxy, `undefined` when the environment decides. */
  proxy(): string | false | undefined {
    return this.#options.proxy as string | false | undefined;
  }

  /** The configured hosts of services, by service name. */
  csds(): Readonly<Record<string, string>> {
    return this.#options.csds ?? NO_HOSTS;
  }

  /** The zone of the Context Session Store, if one is set. */
  contextServiceEnvironment(): string | undefined {
    return this.#options.contextServiceEnvironment ?? env.contextServiceEnvironment();
  }

  /** The configured logger, if there is one. */
  logger(): Logger | undefined {
    return this.#options.logger;
  }

  /** The configured source of secrets. */
  secretSource(): SecretSource {
    return this.#secretSource;
  }
}

/** Copies everything that the caller could change later. Store, provider and logger are not copied, because they are used themselves. */
function copyOptions(options: ToolbeltOptions): ToolbeltOptions {
  const copy = ownProperties(options);
  if (copy.whitelist) copy.whitelist = [...copy.whitelist];
  if (copy.rateLimit) copy.rateLimit = { ...copy.rateLimit };
  if (copy.csds) copy.csds = Object.freeze({ ...copy.csds });
  if (copy.proxy) copy.proxy = parseProxyOption(String(proxyText(copy.proxy)));
  delete copy.secrets;
  return copy;
}

function toSecretSource(secrets: ToolbeltOptions['secrets']): SecretSource {
  if (secrets === 'environment') return { kind: 'environment', written: new Map() };
  if (isSecretProvider(secrets)) return { kind: 'provider', provider: secrets };
  return isRecord(secrets) ? { kind: 'memory', secrets: copySecrets(secrets) } : FROM_FILE;
}
