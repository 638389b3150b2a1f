import { join } from 'node:path';
import { isRecord } from '../../internal/is-record';
import { describeValue } from '../../internal/wording';
import { prepareModule } from '../../runtime/load/prepare';
import { configInput } from '../invoke/read-input';
import { entryOf, functionsIn } from '../invoke/target';
import { configVariables } from '../invoke/variables';
import { JsonSource, readOptionalFile } from '../json-file';
import { UsageError } from '../usage-error';
import { type Finding, ok, problem } from './finding';
import { checkConfigRules, checkSourceRules } from './rules';

/**
 * Checks that each function of a project parses, and that `invoke` can use its config.json. No function is run.
 * @param folder the folder `functions` of the project, whether or not it exists
 */
export function checkFunctions(folder: string): Finding[] {
  const names = functionsIn(folder);
  const findings = names.flatMap((name) => [
    ...checkLambda(entryOf(join(folder, name)) ?? ''),
    ...checkConfig(join(folder, name, 'config.json')),
  ]);
  if (names.length === 0 || findings.length > 0) return findings;
  return [ok(`${names.length === 1 ? '1 function' : `${names.length} functions`} in ${folder}.`)];
}

function checkLambda(file: string): Finding[] {
  return withReading(() => {
    const { problem: mistake } = prepareModule(readOptionalFile(file) ?? '', file);
    if (mistake === undefined) return checkSourceRules(file);
    const { line, column, text } = mistake;
    const what = `${file}:${line}:${column} does not parse: ${text}.`;
    return [
      { ...problem(what, 'Correct it: LivePerson refuses the file.'), rule: 'syntax', file, line, column },
    ];
  });
}

function checkConfig(file: string): Finding[] {
  return withReading(() => {
    const text = readOptionalFile(file);
    if (text === undefined) return [];
    const config = new JsonSource(file, text);
    if (!isRecord(config.value)) {
      throw config.problem([], `expected an object, found ${describeValue(config.value)}`);
    }
    configInput(config);
    configVariables(config);
    return checkConfigRules(file);
  });
}

/** The findings about a file. When the file cannot be used, this is the only finding. */
function withReading(check: () => Finding[]): Finding[] {
  try {
    return check();
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    // The further lines of the message quote the file, which may hold a secret in its environment variables.
    const [what = ''] = error.message.split('\n');
    const [, file, line, column] = /^(.+?)(?: is not JSON)?: line (\d+), column (\d+)/.exec(what) ?? [];
    return [
      {
        ...problem(`${what}.`, 'Correct the file at the place named: invoke refuses it.'),
        ...(file !== undefined && { file, line: Number(line), column: Number(column) }),
      },
    ];
  }
}
