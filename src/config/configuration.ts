import { resolve } from 'node:path';
import { ErrorCodes, ToolbeltError } from '../errors';
import { isRecord } from '../internal/is-record';
import { ownProperties } from '../internal/own-properties';
import { formatKeyPath } from '../internal/wording';
import * as defaults from './defaults';
import * as env from './env';
import { copySecrets, isRedisStore, isSecretProvider, parseProxyOption } from './option-values';
import { loadRedisLimiter } from './redis-limiter';
import { type SettingsFile, SettingsLoader } from './settings-file';
import { optionsProblems } from './settings-schema';
import type { Logger, RateLimitSettings, SecretProvider, ToolbeltOptions, WhitelistViolation } from './types';

/** Where secrets come from, as configured. */
export type SecretSource =
  | { readonly kind: 'file' }
  /** `written` holds what this process wrote: the exact value and the text that the variable got. */
  | { readonly kind: 'environment'; readonly written: Map<string, { text: string; value: unknown }> }
  | { readonly kind: 'memory'; readonly secrets: Map<string, unknown> }
  | { readonly kind: 'provider'; readonly provider: SecretProvider };

const FROM_FILE: SecretSource = { kind: 'file' };
const NO_HOSTS: Readonly<Record<string, string>> = Object.freeze({});

/**
 * What the toolbelt is set to: `Toolbelt.configure`, else the environment, else the settings file, else the default.
 * Everything is looked up when asked for, nothing when constructed; what did not change keeps its identity.
 */
export class Configuration {
  /** Latest value of every secret that was read, for `SecretClient.getUsedSecrets`. */
  readonly usedSecrets = new Map<string, unknown>();
  #loader = new SettingsLoader();
  #options = ownProperties<ToolbeltOptions>({});
  #secretSource: SecretSource = FROM_FILE;
  #whitelist: readonly string[] | undefined;
  #whitelistFile: SettingsFile | undefined;
  #rateLimit: RateLimitSettings | undefined;

  /**
   * Sets options over earlier ones, key by key; an explicit `undefined` removes one. All or nothing.
   *
   * @returns puts back what was set before
   * @throws ToolbeltError `ErrorCodes.Toolbelt.INVALID_CONFIGURATION` that names every key that is wrong, or the
   *   package that is missing
   */
  configure(options: ToolbeltOptions): () => void {
    const problems = optionsProblems(options);
    if (problems.length > 0) {
      const texts = problems.map(({ path, text }) =>
        path.length === 0 ? text : `${formatKeyPath(path)}: ${text}`,
      );
      throw new ToolbeltError(
        ErrorCodes.Toolbelt.INVALID_CONFIGURATION,
        `Toolbelt.configure: ${texts.join('; ')} (nothing was changed).`,
      );
    }
    // Told here that the package is missing, and not by the first request.
    if (isRedisStore(options.rateLimit?.store)) loadRedisLimiter();
    const [before, sourceBefore] = [this.#options, this.#secretSource];
    const source = Object.hasOwn(options, 'secrets') ? toSecretSource(options.secrets) : sourceBefore;
    this.#use({ ...before, ...copyOptions(ownProperties(options)) }, source);
    return () => this.#use(before, sourceBefore);
  }

  /** Forgets what was configured and what was cached. */
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

  /** @throws ToolbeltError `ErrorCodes.Toolbelt.MISSING_ACCOUNT` */
  accountId(): string {
    const account = this.optionalAccountId();
    if (account !== undefined) return account;
    throw new ToolbeltError(
      ErrorCodes.Toolbelt.MISSING_ACCOUNT,
      'No account is known: set the environment variable BRAND_ID to your LivePerson account id ' +
        '(or call Toolbelt.configure({ accountId })).',
    );
  }

  /** The account, if one is known. */
  optionalAccountId(): string | undefined {
    return this.#options.accountId ?? env.accountId();
  }

  /** The id of the function, if one is known. */
  functionId(): string | undefined {
    return this.#options.functionId ?? env.functionId();
  }

  /** Absolute path of the settings file, whether or not it exists. */
  settingsPath(): string {
    return resolve(this.#options.settingsPath ?? env.settingsPath() ?? defaults.DEFAULT_SETTINGS_PATH);
  }

  /** @throws ToolbeltError `ErrorCodes.Toolbelt.INVALID_SETTINGS` when a file is malformed */
  settings(): SettingsFile {
    return this.#loader.load(this.settingsPath());
  }

  /**
   * Default hosts, those of the settings files and the configured ones; the same array while none changed.
   *
   * @throws ToolbeltError `ErrorCodes.Toolbelt.INVALID_SETTINGS` when a file is malformed
   */
  whitelist(): readonly string[] {
    const file = this.settings();
    if (this.#whitelist === undefined || this.#whitelistFile !== file) {
      const configured = this.#options.whitelist ?? [];
      this.#whitelist = Object.freeze([...defaults.DEFAULT_WHITELIST, ...file.whitelist, ...configured]);
      this.#whitelistFile = file;
    }
    return this.#whitelist;
  }

  /** The hosts that were set in code, without those of the settings file. */
  configuredWhitelist(): readonly string[] {
    return this.#options.whitelist ?? [];
  }

  /** How a request to a host outside the whitelist ends. */
  whitelistViolation(): WhitelistViolation {
    return this.#options.whitelistViolation ?? 'socket-closed';
  }

  /** The limit with its defaults filled in; the same object while it did not change. */
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

  /** How many bytes of an answer are kept in memory at most. */
  maxResponseBytes(): number {
    return this.#options.maxResponseBytes ?? defaults.DEFAULT_MAX_RESPONSE_BYTES;
  }

  /** The configured proxy as a URL with scheme, `false` for none, `undefined` when the environment decides. */
  proxy(): string | false | undefined {
    return this.#options.proxy;
  }

  /** Configured hosts by service name. */
  csds(): Readonly<Record<string, string>> {
    return this.#options.csds ?? NO_HOSTS;
  }

  /** The zone of the Context Session Store, if one is known. */
  contextServiceEnvironment(): string | undefined {
    return this.#options.contextServiceEnvironment ?? env.contextServiceEnvironment();
  }

  /** The configured logger. */
  logger(): Logger | undefined {
    return this.#options.logger;
  }

  /** Where secrets come from. */
  secretSource(): SecretSource {
    return this.#secretSource;
  }
}

/** Copies what the caller could change later; a store, a provider and a logger are theirs and stay as they are. */
function copyOptions(options: ToolbeltOptions): ToolbeltOptions {
  const copy = ownProperties(options);
  if (copy.whitelist) copy.whitelist = [...copy.whitelist];
  if (copy.rateLimit) copy.rateLimit = { ...copy.rateLimit };
  if (copy.csds) copy.csds = Object.freeze({ ...copy.csds });
  if (copy.proxy) copy.proxy = parseProxyOption(copy.proxy);
  delete copy.secrets;
  return copy;
}

function toSecretSource(secrets: ToolbeltOptions['secrets']): SecretSource {
  if (secrets === 'environment') return { kind: 'environment', written: new Map() };
  if (isSecretProvider(secrets)) return { kind: 'provider', provider: secrets };
  return isRecord(secrets) ? { kind: 'memory', secrets: copySecrets(secrets) } : FROM_FILE;
}
