import { ErrorCodes, ToolbeltError } from '../../errors';
import { copyJson, emptiedByJson, toJsonText } from '../../internal/json-copy';
import type { SecretProvider } from '../../toolbelt';
import { nameHint } from '../name-hint';

/** The secrets of an account. */
export class PlatformSecrets {
  readonly #values = new Map<string, unknown>();
  readonly #onSet: (name: string, value: unknown) => void;
  /**
   * The advice in the error about a missing secret.
   * @internal
   */
  explainMissing = (name: string): string =>
    `the platform of this test has none by this name${nameHint(name, this.#values.keys())}; add it with ` +
    `platform.secrets.set(${JSON.stringify(name)}, …)`;

  /** @param onSet called with every secret that the test sets */
  constructor(onSet: (name: string, value: unknown) => void) {
    this.#onSet = onSet;
  }

  /**
   * Sets a secret. When the value is an app key, the account accepts it, and no longer accepts the secret's former key. When a lambda
   * writes a secret with SecretClient, only the value changes.
   *
   * @param value a string or a JSON value. `undefined` removes the secret.
   * @param options `known: false` for an app key that LivePerson is to refuse
   * @throws ToolbeltError `ErrorCodes.Toolbelt.INVALID_ARGUMENT` for a name that no secret can have, and for a value that JSON cannot hold
   */
  set(name: string, value: unknown, { known = true }: { known?: boolean } = {}): void {
    checkName(name);
    const emptied = emptiedByJson(value);
    if (value !== undefined && (toJsonText(value) === undefined || emptied !== undefined)) {
      const found = emptied === undefined ? '' : `, not ${emptied}`;
      throw invalid(`the value of "${name}" must be a string or a JSON value${found}`);
    }
    this.write(name, value);
    this.#onSet(name, known ? copyJson(value) : undefined);
  }

  /** A copy of the value. `undefined` when there is no such secret. */
  get(name: string): unknown {
    return copyJson(this.#values.get(name));
  }

  /** Sets a value as a lambda does. */
  write(name: string, value: unknown): void {
    if (value === undefined) this.#values.delete(name);
    else this.#values.set(name, copyJson(value));
  }

  /** The source of secrets for `Toolbelt.configure`. */
  provider(): SecretProvider {
    return {
      readSecret: (name) => this.get(name),
      updateSecret: (name, value) => this.write(name, value),
      explainMissing: (name) => this.explainMissing(name),
    };
  }
}

function checkName(name: unknown): void {
  if (typeof name === 'string' && /^[A-Za-z0-9_-]+$/.test(name)) return;
  throw invalid(`${JSON.stringify(name)} is no name of a secret: use letters, digits, "_" and "-"`);
}

function invalid(problem: string): ToolbeltError {
  return new ToolbeltError(ErrorCodes.Toolbelt.INVALID_ARGUMENT, `platform.secrets.set: ${problem}.`);
}
