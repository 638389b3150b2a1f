import { MAX_SECRET_CHARACTERS } from '../../config/defaults';
import { secretKeyProblem } from '../../config/option-values';
import { checkConfig } from '../../runtime/rules/check-config';
import { checkSettings } from '../../runtime/rules/check-settings';
import { checkSource } from '../../runtime/rules/check-source';
import type { RuleFinding } from '../../runtime/rules/types';
import { readOptionalFile } from '../json-file';
import { readProjectFile } from '../project-files';
import type { Finding } from './finding';

/** What LivePerson does not allow in the source of a function. A file that does not parse has no findings here. */
export function checkSourceRules(file: string): Finding[] {
  return checkSource(readProjectFile(file) ?? '', file)
    .filter(({ rule }) => rule !== 'syntax')
    .map(toFinding);
}

/** What LivePerson does not allow in a config.json. The file may be missing. If not, it is JSON. */
export function checkConfigRules(file: string): Finding[] {
  const text = readOptionalFile(file);
  return text === undefined ? [] : checkConfig(text, file).map(toFinding);
}

/** The secrets of settings files that LivePerson would refuse. @param files settings files that were read without an error */
export function checkSettingsRules(files: readonly string[]): Finding[] {
  return files.flatMap((file) => secretFindings(file)).map(toFinding);
}

/** The same, as findings of the rules. A missing file, or one that is not JSON, has none. */
export function secretFindings(file: string): RuleFinding[] {
  const text = readOptionalFile(file);
  if (text === undefined) return [];
  try {
    return checkSettings(text, file, {
      keyProblem: secretKeyProblem,
      maxCharacters: MAX_SECRET_CHARACTERS,
    });
  } catch (error) {
    if (error instanceof SyntaxError) return [];
    throw error;
  }
}

function toFinding({ rule, message, file, line, column, severity }: RuleFinding): Finding {
  const isRefused = severity === 'refused';
  return {
    level: isRefused ? 'problem' : 'warning',
    what: `${file}:${line}:${column} ${message}`,
    cure: isRefused
      ? 'Correct it before you deploy.'
      : 'It works here, but not in the same way on the platform.',
    rule,
    file,
    line,
    column,
  };
}
