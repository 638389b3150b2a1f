import { readFileSync } from 'node:fs';
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
  const { problem: mistake } = prepareModule(readFileSync(file, 'utf8'), file);
  if (mistake === undefined) return checkSourceRules(file);
  const what = `${file}:${mistake.line}:${mistake.column} does not parse: ${mistake.text}.`;
  return [problem(what, 'Correct it: LivePerson refuses the file.')];
}

function checkConfig(file: string): Finding[] {
  try {
    const text = readOptionalFile(file);
    if (text === undefined) return [];
    const config = new JsonSource(file, text);
    if (!isRecord(config.value)) {
      throw config.problem([], `expected an object, found ${describeValue(config.value)}`);
    }
    configInput(config);
    configVariables(config);
    return checkConfigRules(file);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    // The further lines of the message quote the file, which may hold a secret in its environment variables.
    const [what = ''] = error.message.split('\n');
    return [problem(`${what}.`, 'Correct the file at the place named: invoke refuses it.')];
  }
}
