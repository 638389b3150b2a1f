import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { ErrorCodes, ToolbeltError } from '../errors';
import { isRecord } from '../internal/is-record';
import { copyJson, toJsonText } from '../internal/json-copy';
import {
  beneath,
  configuredWhitelist,
  type SecretProvider,
  Toolbelt,
  type ToolbeltOptions,
} from '../toolbelt';
import { Layers } from './layers';
import { nameHint } from './name-hint';

/** Settings in memory. They replace a settings file. */
export interface TestSettings {
  /**
   * Hosts that may be called in addition to LivePerson's own.
   * @default []
   */
  whitelist?: readonly string[];
  /**
   * Secrets by name, or a list as in a settings file.
   * @default {}
   */
  secrets?:
    | Readonly<Record<string, unknown>>
    | ReadonlyArray<{
        /** Name of the secret. */
        key: string;
        /** Its value. */
        value: unknown;
      }>;
}

/** Restores the former settings. Call it, or use `using`. A second call does nothing. */
export interface UndoSettings {
  (): void;
  /** The same as calling it, for `using`. */
  [Symbol.dispose](): void;
}

/** Secrets and hosts that are added to the configuration for a limited time. */
export interface SettingsOverlay {
  secrets?: Readonly<Record<string, unknown>> | undefined;
  whitelist?: readonly string[] | undefined;
}

/**
 * A path without a settings file, and without a settings.local.json beside it. Warnings of the library show this path, so it says where the
 * settings come from.
 */
const NO_FILE = 'in-memory-settings-of-useSettings/settings.json';
const layers = new Layers();

/**
 * Replaces `functions/settings.json` by settings of your own until the returned function is called.
 *
 * @param settings a whitelist and secrets, which replace those of the file and of `Toolbelt.configure`. Or the path of another settings
 *   file, relative to the working directory.
 * @returns a function that restores the former settings. Call several of them in the reverse order.
 * @throws ToolbeltError `ErrorCodes.Toolbelt.INVALID_ARGUMENT` for settings of the wrong shape or a path without a file. Nothing has
 *   changed then.
 */
export function useSettings(settings: TestSettings | string): UndoSettings {
  return undoable(configure('useSettings', optionsOf(settings)));
}

/**
 * Adds secrets to the configuration until the returned function is called. They take precedence over the others. When a lambda writes to
 * one of them with `SecretClient.updateSecret`, the new value is lost with the secret.
 *
 * @param secrets strings or JSON values by name
 * @returns a function that removes them. Call several of them in the reverse order.
 * @throws ToolbeltError `ErrorCodes.Toolbelt.INVALID_ARGUMENT` that names what cannot be a secret. Nothing has changed then.
 */
export function useSecrets(secrets: Readonly<Record<string, unknown>>): UndoSettings {
  checkSecrets('useSecrets', secrets);
  return undoable(layOver('useSecrets', { secrets }));
}

/**
 * Adds secrets and hosts to the configuration.
 *
 * @param caller the public function whose name begins the messages of errors
 * @returns a function that removes them
 */
export function layOver(caller: string, { secrets, whitelist }: SettingsOverlay): () => void {
  const options: ToolbeltOptions = {};
  let undo = (): void => undefined;
  if (secrets !== undefined) {
    checkSecrets(caller, secrets);
    options.secrets = secretsOver(secrets, (look) => beneath(undo, look));
  }
  if (whitelist !== undefined) {
    checkList(caller, whitelist);
    options.whitelist = [...configuredWhitelist(), ...whitelist];
  }
  undo = tryConfigure(caller, options);
  return layers.add(undo);
}

function optionsOf(settings: unknown): ToolbeltOptions {
  if (typeof settings === 'string') {
    if (settings !== '' && existsSync(settings)) {
      return { settingsPath: settings, whitelist: undefined, secrets: undefined };
    }
    throw invalid('useSettings', `there is no file ${resolve(settings)}`);
  }
  if (!isRecord(settings)) {
    throw invalid('useSettings', 'expected { whitelist, secrets }, or the path of a settings file');
  }
  const { whitelist = [], secrets = {}, ...others } = settings;
  const [unknown] = Object.keys(others);
  if (unknown !== undefined) {
    throw invalid('useSettings', `unknown key "${unknown}"${nameHint(unknown, ['whitelist', 'secrets'])}`);
  }
  checkList('useSettings', whitelist);
  const byName = Array.isArray(secrets) ? byKey(secrets) : secrets;
  checkSecrets('useSettings', byName);
  return { settingsPath: NO_FILE, whitelist, secrets: byName };
}

/** Secrets by name. When a key has several entries, the first one counts, as in a settings file. */
function byKey(entries: readonly unknown[]): Record<string, unknown> {
  const secrets = new Map<string, unknown>();
  for (const [index, entry] of entries.entries()) {
    if (!isRecord(entry) || typeof entry.key !== 'string') {
      throw invalid('useSettings', `secrets[${index}] must be { key, value }, with a string as its key`);
    }
    if (!secrets.has(entry.key)) secrets.set(entry.key, entry.value);
  }
  return Object.fromEntries(secrets);
}

/** A source that has some secrets itself. It reads and writes all others in the former configuration. */
function secretsOver(
  secrets: Readonly<Record<string, unknown>>,
  below: <Result>(look: () => Result) => Result,
): SecretProvider {
  const own = new Map(Object.entries(secrets).map(([key, value]) => [key, copyJson(value)]));
  return {
    readSecret: async (key) => {
      if (own.has(key)) return own.get(key);
      const { value } = await below(() => Toolbelt.SecretClient().readSecret(key));
      return value;
    },
    updateSecret: async (key, value) => {
      if (own.has(key)) own.set(key, value);
      else await below(() => Toolbelt.SecretClient().updateSecret({ key, value }));
    },
  };
}

function configure(caller: string, options: ToolbeltOptions): () => void {
  return layers.add(tryConfigure(caller, options));
}

/** Configures the toolbelt. Errors about the options are reported as errors about the argument of the caller. */
function tryConfigure(caller: string, options: ToolbeltOptions): () => void {
  try {
    return Toolbelt.configure(options);
  } catch (error) {
    const text = (error as Error).message.replace(/^Toolbelt\.configure: /, '').replace(/\.$/, '');
    throw invalid(caller, text, error);
  }
}

/** Checks secrets. The configuration checks their names: it gets the secrets for a moment, and then they are removed. */
function checkSecrets(caller: string, secrets: unknown): asserts secrets is Record<string, unknown> {
  if (!isRecord(secrets)) throw invalid(caller, 'secrets must be an object of names and values');
  for (const [name, value] of Object.entries(secrets)) {
    if (toJsonText(value) !== undefined) continue;
    throw invalid(caller, `the secret "${name}" must be a string or a JSON value`);
  }
  tryConfigure(caller, { secrets })();
}

function checkList(caller: string, whitelist: unknown): asserts whitelist is readonly string[] {
  if (!Array.isArray(whitelist)) throw invalid(caller, 'whitelist must be an array of hosts');
}

function undoable(undo: () => void): UndoSettings {
  return Object.assign(() => undo(), { [Symbol.dispose]: undo });
}

function invalid(caller: string, problem: string, cause?: unknown): ToolbeltError {
  return new ToolbeltError(ErrorCodes.Toolbelt.INVALID_ARGUMENT, `${caller}: ${problem}.`, cause);
}
