import type { Configuration, SecretSource } from '../config/configuration';
import { readSecretVariable, secretVariable, writeSecretVariable } from '../config/env';
import { isRecord } from '../internal/is-record';
import { nearName } from '../internal/wording';
import { updateSecretInFile } from './file';

/** A place that holds secrets. The client copies and checks values, and makes the errors. */
export interface SecretStore {
  /** The value of a secret, or `undefined` when there is no such secret. */
  read(key: string): unknown;
  /** Replaces the value of a secret. Returns false when there is no such secret. */
  update(key: string, value: unknown): boolean | Promise<boolean>;
  /** Says where a missing secret was looked for, and what to add there. */
  explainMissing(key: string): string;
}

type SourceOf<Kind extends SecretSource['kind']> = Extract<SecretSource, { kind: Kind }>;

/** The store that is configured at this moment. */
export function secretStoreOf(configuration: Pick<Configuration, 'settings' | 'secretSource'>): SecretStore {
  const source = configuration.secretSource();
  switch (source.kind) {
    case 'file':
      return fileStore(configuration);
    case 'environment':
      return environmentStore(source);
    case 'memory':
      return memoryStore(source);
    case 'provider':
      return providerStore(source);
  }
}

/** Secrets in the settings file, and in the local file beside it (docs/platform.md, "Settings file"). */
function fileStore(configuration: Pick<Configuration, 'settings'>): SecretStore {
  return {
    read: (key) => configuration.settings().secrets.get(key),
    update: async (key, value) => {
      const path = configuration.settings().sources.get(key);
      return path !== undefined && (await updateSecretInFile(path, key, value));
    },
    explainMissing: (key) => {
      const { path, localPath, existing, secrets } = configuration.settings();
      const shown = [path, localPath].filter((file) => file === path || existing.includes(file));
      const places = shown
        .map((file) => (existing.includes(file) ? file : `${file} (no such file)`))
        .join(' and ');
      const line = `{ "key": "${key}", "value": … }`;
      return `looked in ${places}; add ${line} to "secrets" there${suggest(key, secrets.keys())}`;
    },
  };
}

/**
 * Secrets in variables of the environment. A text that is JSON of an object or an array is parsed. A value that this process wrote is
 * returned exactly as it was written, until something else changes the variable.
 */
function environmentStore({ written }: SourceOf<'environment'>): SecretStore {
  const read = (key: string): unknown => {
    const text = readSecretVariable(key);
    const known = written.get(secretVariable(key));
    return known !== undefined && known.text === (text ?? '') ? known.value : text && parseStructure(text);
  };
  return {
    read,
    update: (key, value) => {
      if (read(key) === undefined) return false;
      const text = typeof value === 'string' ? value : JSON.stringify(value);
      writeSecretVariable(key, text);
      written.set(secretVariable(key), { text, value });
      return true;
    },
    explainMissing: (key) => `looked in the environment; set the variable ${secretVariable(key)}`,
  };
}

/** Secrets in the record that was given to `Toolbelt.configure`. */
function memoryStore({ secrets }: SourceOf<'memory'>): SecretStore {
  return {
    read: (key) => secrets.get(key),
    update: (key, value) => secrets.has(key) && secrets.set(key, value) === secrets,
    explainMissing: (key) =>
      `looked in the secrets given to Toolbelt.configure; add "${key}" there${suggest(key, secrets.keys())}`,
  };
}

/** Secrets in a store of the user. */
function providerStore({ provider }: SourceOf<'provider'>): SecretStore {
  return {
    read: (key) => provider.readSecret(key),
    update: async (key, value) => {
      if ((await provider.readSecret(key)) === undefined) return false;
      await provider.updateSecret(key, value);
      return true;
    },
    explainMissing: (key) =>
      provider.explainMissing?.(key) ??
      `the readSecret function given to Toolbelt.configure returned undefined for it; add "${key}" to that store`,
  };
}

function parseStructure(text: string): unknown {
  if (!/^\s*[[{]/.test(text)) return text;
  try {
    const value: unknown = JSON.parse(text);
    return isRecord(value) || Array.isArray(value) ? value : text;
  } catch {
    return text;
  }
}

function suggest(key: string, known: Iterable<string>): string {
  const near = nearName(key, known);
  return near === undefined ? '' : ` (there is one named "${near}")`;
}
