import { isRecord } from '../../internal/is-record';
import { toJsonText } from '../../internal/json-copy';
import { locate } from '../../internal/json-location';
import type { RuleFinding } from './types';

/** What a secret may be (docs/platform.md, "Secrets"). */
export interface SecretLimits {
  /** What is wrong with a name. `undefined` for a valid one. */
  keyProblem(key: unknown): string | undefined;
  readonly maxCharacters: number;
}

/**
 * The secrets of a settings file that the platform would refuse, because of their name or the size of their value.
 * @param text JSON
 * @throws SyntaxError for a text that is not JSON
 */
export function checkSettings(text: string, file: string, limits: SecretLimits): RuleFinding[] {
  const settings: unknown = JSON.parse(text.replace(/^\uFEFF/, ''));
  const secrets = isRecord(settings) && Array.isArray(settings.secrets) ? settings.secrets : [];
  return secrets.flatMap((secret: unknown, index) => {
    // `lpf` writes an entry with an empty key. It is no secret.
    if (!isRecord(secret) || secret.key === '') return [];
    const report = (key: string, message: string): RuleFinding => {
      const place = locate(text, ['secrets', index, key]);
      return { rule: 'secret', message, file, ...place, severity: 'diagnostic' };
    };
    const problem = limits.keyProblem(secret.key);
    const { length } = toJsonText(secret.value) ?? '';
    const count = length.toLocaleString('en-US');
    const limit = limits.maxCharacters.toLocaleString('en-US');
    return [
      ...(problem === undefined
        ? []
        : [report('key', `The platform refuses a secret of this name: ${problem}.`)]),
      ...(length <= limits.maxCharacters
        ? []
        : [
            report(
              'value',
              `Secret ${JSON.stringify(secret.key)} has ${count} characters; the platform keeps ${limit}. Shorten it, or split it in two.`,
            ),
          ]),
    ];
  });
}
