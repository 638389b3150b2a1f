import type { SecretProvider } from '../../config/types';
import { ErrorCodes } from '../../errors';
import { addSecretAdvice } from '../../internal/wording';
import { beneath, Toolbelt } from '../../toolbelt';
import type { ChildMessage, ChildSetup } from './channel/messages';

/** The secrets that the host answers. All others come from the settings file of the project. */
export class HostSecrets {
  readonly #tell: (message: ChildMessage) => void;
  readonly #waiting = new Map<number, (value: unknown) => void>();
  #lastId = 0;

  constructor(tell: (message: ChildMessage) => void) {
    this.#tell = tell;
  }

  /** Makes the library of this process ask here for secrets. The host is told of each one that is used. @returns a function that undoes this */
  use({
    hostSecrets,
    fallbackSecrets,
    csds,
  }: Pick<ChildSetup, 'hostSecrets' | 'fallbackSecrets' | 'csds'>): () => void {
    if (hostSecrets === true) {
      return Toolbelt.configure({
        csds,
        secrets: this.#told({
          readSecret: (key) => this.#ask((id) => ({ type: 'secret', id, key })),
          updateSecret: async (key, value) => {
            await this.#ask((id) => ({ type: 'secret-update', id, key, value }));
          },
          explainMissing: addSecretAdvice,
        }),
      });
    }
    const undo = Toolbelt.configure({
      csds,
      secrets: this.#told({
        readSecret: async (key) => {
          if (Object.hasOwn(hostSecrets, key)) return hostSecrets[key];
          try {
            return (await beneath(undo, () => Toolbelt.SecretClient().readSecret(key))).value;
          } catch (error) {
            const isMissing = (error as { code?: unknown }).code === ErrorCodes.Secret.NOT_FOUND;
            if (isMissing && Object.hasOwn(fallbackSecrets, key)) return fallbackSecrets[key];
            throw error;
          }
        },
        updateSecret: async (key, value) => {
          await beneath(undo, () => Toolbelt.SecretClient().updateSecret({ key, value }));
        },
      }),
    });
    return undo;
  }

  #told(provider: SecretProvider): SecretProvider {
    return {
      ...provider,
      readSecret: async (key) => {
        const value = await provider.readSecret(key);
        this.#tell({ type: 'secret-used', value });
        return value;
      },
      updateSecret: (key, value) => {
        this.#tell({ type: 'secret-used', value });
        return provider.updateSecret(key, value);
      },
    };
  }

  /** Takes the host's answer. */
  receive(id: number, value: unknown): void {
    this.#waiting.get(id)?.(value);
    this.#waiting.delete(id);
  }

  #ask(message: (id: number) => ChildMessage): Promise<unknown> {
    this.#lastId += 1;
    const id = this.#lastId;
    return new Promise((resolve) => {
      this.#waiting.set(id, resolve);
      this.#tell(message(id));
    });
  }
}
