import { relative } from 'node:path';
import { Configuration } from '../config/configuration';
import { DEFAULT_WHITELIST } from '../config/defaults';
import { MAX_LOG_CHARACTERS, MAX_LOG_ENTRIES } from '../runtime/limits';
import type { SettingsView } from './observe/types';

/**
 * Checks the settings files at the start. Without this, a function would find a mistake only when it needs the settings.
 * @throws ToolbeltError `ErrorCodes.Toolbelt.INVALID_SETTINGS` when a file is malformed
 */
export function checkSettings(path: string): void {
  configurationOf(path).settings();
}

/**
 * The settings of a project without the values of its secrets.
 * @throws ToolbeltError `ErrorCodes.Toolbelt.INVALID_SETTINGS` when a file is malformed
 */
export function settingsView(
  path: string,
  root: string,
  { timeoutMs, memoryMb }: { timeoutMs: number; memoryMb: number },
): SettingsView {
  const configuration = configurationOf(path);
  const { whitelist, secrets, sources } = configuration.settings();
  const shown = (file: string) => relative(root, file).replaceAll('\\', '/');
  return {
    path: shown(path),
    whitelist: { own: [...whitelist], liveperson: [...DEFAULT_WHITELIST] },
    secrets: [...secrets].map(([key, value]) => ({
      key,
      type: typeof value === 'string' ? 'string' : typeof value === 'number' ? 'number' : 'JSON',
      file: shown(sources.get(key) ?? path),
    })),
    limits: {
      timeoutMs,
      memoryMb,
      requestsPerSecond: configuration.rateLimit().limit,
      logEntries: MAX_LOG_ENTRIES,
      logCharacters: MAX_LOG_CHARACTERS,
    },
  };
}

function configurationOf(settingsPath: string): Configuration {
  const configuration = new Configuration();
  configuration.configure({ settingsPath });
  return configuration;
}
