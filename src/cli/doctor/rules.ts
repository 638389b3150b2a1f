import { checkConfig } from '../../runtime/rules/check-config';
import { checkSource } from '../../runtime/rules/check-source';
import type { RuleFinding } from '../../runtime/rules/types';
import { EVENT_IDS } from '../../testing/events/ids';
import { readOptionalFile } from '../json-file';
import { readProjectFile } from '../project-files';
import type { Finding } from './finding';

/** What LivePerson does not allow in the source of a function. A file that does not parse has no findings here. */
export function checkSourceRules(file: string): Finding[] {
  return checkSource(readProjectFile(file) ?? '', file)
    .filter(({ rule }) => rule !== 'syntax')
    .map(toFinding);
}

/** What LivePerson does not allow in a config.json, which need not exist, and is JSON. */
export function checkConfigRules(file: string): Finding[] {
  const text = readOptionalFile(file);
  return text === undefined ? [] : checkConfig(text, file, Object.values(EVENT_IDS)).map(toFinding);
}

function toFinding({ rule, message, file, line, column, severity }: RuleFinding): Finding {
  const isRefused = severity === 'refused';
  return {
    level: isRefused ? 'problem' : 'warning',
    what: `${file}:${line}:${column} ${message}`,
    cure: isRefused ? 'Correct it before you deploy.' : 'It runs here, and otherwise on the platform.',
    rule,
    file,
    line,
    column,
  };
}
