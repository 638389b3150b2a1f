import { copyJson } from '../../internal/json-copy';
import type { SecretProvider } from '../../toolbelt';

/** The secrets of an account. */
export class PlatformSecrets {
  readonly #values = new Map<string, unknown>();
  readonly #onSet: (name: string, value: unknown) => void;

  /** @param onSet told of every secret that the test sets */
  constructor(onSet: (name: string, value: unknown) => void) {
    this.#onSet = onSet;
  }

  /**
   * Sets a secret. The account knows an app key that it holds, and no longer the one that it held before; what a
   * lambda writes with SecretClient changes the value alone.
   *
   * @param value a string or a JSON value; `undefined` removes the secret
   * @param options `known: false` for an app key that LivePerson is to refuse
   */
  set(name: string, value: unknown, { known = true }: { known?: boolean } = {}): void {
    this.write(name, value);
    this.#onSet(name, known ? copyJson(value) : undefined);
  }

  /** A copy of the value, `undefined` when there is no such secret. */
  get(name: string): unknown {
    return copyJson(this.#values.get(name));
  }

  /** Sets a value as a lambda does. */
  write(name: string, value: unknown): void {
    if (value === undefined) this.#values.delete(name);
    else this.#values.set(name, copyJson(value));
  }

  /** For `Toolbelt.configure`. */
  provider(): SecretProvider {
    return {
      readSecret: (name) => this.get(name),
      updateSecret: (name, value) => this.write(name, value),
    };
  }
}
