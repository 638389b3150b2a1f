import type { Configuration } from '../config/configuration';
import { MAX_SECRET_CHARACTERS } from '../config/defaults';
import { secretKeyProblem } from '../config/option-values';
import { ErrorCodes, SecretError, ToolbeltError } from '../errors';
import { isRecord } from '../internal/is-record';
import { copyJson, emptiedByJson, toJsonText } from '../internal/json-copy';
import { ownProperties } from '../internal/own-properties';
import { describeValue } from '../internal/wording';
import { type SecretStore, secretStoreOf } from './providers';

/** A secret: its name and its value. */
export interface SecretEntry<Value = unknown> {
  /** Name of the secret. */
  key: string;
  /** A string, or a JSON value. */
  value: Value;
}

/** The part of the configuration that the client uses. */
export type SecretConfiguration = Pick<Configuration, 'settings' | 'secretSource' | 'usedSecrets'>;

/**
 * Reads and updates secrets (docs/platform.md, "Secrets"). Every call goes to the store. Every value is a
 * copy, so a change of a returned value changes nothing else.
 */
export class SecretClient {
  readonly #configuration: SecretConfiguration;
  readonly #maxCharacters: number;

  /** @param maxCharacters how many characters the value of a secret may have as JSON */
  constructor(configuration: SecretConfiguration, maxCharacters = MAX_SECRET_CHARACTERS) {
    this.#configuration = configuration;
    this.#maxCharacters = maxCharacters;
  }

  /**
   * Reads a secret. Strings and JSON values are returned exactly as they were stored.
   *
   * @throws SecretError `ErrorCodes.Secret.INVALID_FORMAT` for a key that no secret can have, `NOT_FOUND` for a key
   *   that no secret has, `OP_FAILED` when the store failed (its error is the `cause`)
   */
  async readSecret<Value = unknown>(key: string): Promise<SecretEntry<Value>> {
    checkKey(key, 'readSecret');
    const store = secretStoreOf(this.#configuration);
    const value = await attempt('read', key, async () => {
      const found = copyJson(await store.read(key));
      if (found === undefined) throw notFound(store, key);
      return found;
    });
    this.#configuration.usedSecrets.set(key, copyJson(value));
    return { key, value: value as Value };
  }

  /**
   * Replaces the value of a secret that exists. Other properties of the entry are ignored.
   *
   * @param entry the key and the new value. The value may have 10,000 characters as JSON, or as a string without
   *   quotes.
   * @throws SecretError `ErrorCodes.Secret.INVALID_FORMAT` for a key or value that cannot be stored, `NOT_FOUND` for
   *   a key that no secret has, `OP_FAILED` when the store failed (its error is the `cause`). Nothing is written
   *   then.
   */
  async updateSecret<Value = unknown>(entry: SecretEntry<Value>): Promise<SecretEntry<Value>> {
    const { key, value } = checkEntry(entry, this.#maxCharacters);
    const store = secretStoreOf(this.#configuration);
    await attempt('update', key, async () => {
      if (!(await store.update(key, copyJson(value)))) throw notFound(store, key);
    });
    const used = this.#configuration.usedSecrets;
    if (used.has(key)) used.set(key, copyJson(value));
    return { key, value: value as Value };
  }

  /** The secrets that this process has read, without duplicates, with the latest value that was read or written. */
  getUsedSecrets(): SecretEntry[] {
    return Array.from(this.#configuration.usedSecrets, ([key, value]) => ({ key, value: copyJson(value) }));
  }
}

function checkKey(key: unknown, caller: string): asserts key is string {
  const problem = secretKeyProblem(key);
  if (problem === undefined) return;
  throw new SecretError(ErrorCodes.Secret.INVALID_FORMAT, `SecretClient.${caller}: invalid key: ${problem}.`);
}

/** Checks the entry, and returns a copy of it. The caller may change the given object afterwards. */
function checkEntry(entry: unknown, maxCharacters: number): SecretEntry {
  if (!isRecord(entry)) {
    throw new SecretError(
      ErrorCodes.Secret.INVALID_FORMAT,
      `SecretClient.updateSecret: expected an object { key, value }, found ${kindOf(entry)}.`,
    );
  }
  const { key, value } = ownProperties(entry);
  checkKey(key, 'updateSecret');
  const text = typeof value === 'string' ? value : toJsonText(value);
  if (text === undefined) {
    const found = typeof value === 'object' ? 'an object with a cycle or a BigInt in it' : kindOf(value);
    throw invalidValue(key, `expected a string or a JSON value, found ${found}`);
  }
  const emptied = emptiedByJson(value);
  if (emptied !== undefined) throw invalidValue(key, `expected a string or a JSON value, found ${emptied}`);
  if (text.length > maxCharacters) {
    const limit = maxCharacters.toLocaleString('en-US');
    throw invalidValue(
      key,
      `it has ${text.length.toLocaleString('en-US')} characters, at most ${limit} are allowed`,
    );
  }
  return { key, value: typeof value === 'string' ? value : JSON.parse(text) };
}

function invalidValue(key: string, problem: string): SecretError {
  return new SecretError(
    ErrorCodes.Secret.INVALID_FORMAT,
    `SecretClient.updateSecret: invalid value for "${key}": ${problem}. Nothing was written.`,
  );
}

/** Describes a value. Unlike `describeValue`, it does not show a number, because the number could be the secret. */
function kindOf(value: unknown): string {
  return typeof value === 'number' ? 'a number' : describeValue(value);
}

/** Runs an operation of the store. An error of the store becomes the cause of a SecretError. */
async function attempt<Result>(verb: string, key: string, run: () => Promise<Result>): Promise<Result> {
  try {
    return await run();
  } catch (error) {
    if (error instanceof SecretError) throw error;
    throw new SecretError(
      ErrorCodes.Secret.OP_FAILED,
      `Could not ${verb} the secret "${key}"${reasonOf(error)}`,
      error,
    );
  }
}

/**
 * The reason of a failure. Error messages of the toolbelt and of the file system never hold the value of a secret. A message of the user's
 * store may hold it, for example when a parser quotes its input. Such a message is shown only in the cause.
 */
function reasonOf(error: unknown): string {
  const isKnown = error instanceof ToolbeltError || (error instanceof Error && 'syscall' in error);
  return isKnown ? `: ${error.message}` : ': see the cause of this error.';
}

function notFound(store: SecretStore, key: string): SecretError {
  return new SecretError(
    ErrorCodes.Secret.NOT_FOUND,
    `There is no secret "${key}": ${store.explainMissing(key)}.`,
  );
}
