import { basename } from 'node:path';
import type { LambdaForm } from '../../events/input';
import { parseJavaScript } from '../../internal/javascript/parse';
import { prepareModule } from '../../runtime/load/prepare';
import { checkSource } from '../../runtime/rules/check-source';
import { type FoundLambda, findLambda } from '../../runtime/rules/declaration';
import type { RuleFinding } from '../../runtime/rules/types';
import { readProjectFile } from '../project-files';
import { bundle } from './bundle';

/** The last line of every built file. Such files are recognised by it. */
export const MARK = '// Built by lp-faas-toolbelt build';

/** The file of a function. There is none when a finding prevents it. */
export interface Assembled {
  readonly code?: string;
  readonly files: readonly string[];
  readonly findings: readonly RuleFinding[];
}

/**
 * Makes the file of a function from its source and its own modules, and checks all of them against the rules of LivePerson. The types are
 * removed.
 *
 * @param out the path of the built file, for findings
 * @throws UsageError when there is no bundler, or when it fails
 */
export async function assemble(source: string, out: string): Promise<Assembled> {
  const text = readProjectFile(source) ?? '';
  const entry = checkSource(text, source, { isBuilt: true });
  if (entry.some(({ rule }) => rule === 'syntax')) return { files: [source], findings: entry };
  const { lambda, form } = lambdaOf(text, source);
  if (!lambda || (form === 'v2' && !(lambda.isDeclared && lambda.isAsync))) {
    return { files: [source], findings: [...entry, notDeclared(source, lambda, form)] };
  }
  const ending = isExported(lambda) ? '' : 'export { lambda };';
  const { code, files } = await bundle({ file: source, format: form === 'v1' ? 'cjs' : 'esm', ending });
  const sources = files.filter((file) => /\.[cm]?[jt]s$/.test(file));
  const found = sources.flatMap((file) =>
    checkSource(readProjectFile(file) ?? '', file, { form, isBuilt: true }),
  );
  if (found.some(isRefused)) return { files, findings: found };
  const built = form === 'v1' ? asScript(code, lambda) : asModule(code);
  const whole = `${built.trimEnd()}\n${MARK} from ${basename(source)}.\n`;
  const left = checkSource(whole, out, { form, isBuilt: false }).filter(isRefused);
  if (left.length > 0) return { files, findings: [...found, ...left] };
  return { code: whole, files, findings: found };
}

function isRefused({ severity }: RuleFinding): boolean {
  return severity === 'refused';
}

function lambdaOf(text: string, file: string): { lambda: FoundLambda | undefined; form: LambdaForm } {
  const { module } = prepareModule(text, file);
  const isEsModule = module?.linksParameter !== undefined;
  const { program } = parseJavaScript(module?.source ?? '', isEsModule ? 'module' : 'script');
  const lambda = program && findLambda(program);
  const isV2 = isEsModule && (lambda?.parameters.length ?? 1) < 2;
  return { lambda, form: isV2 ? 'v2' : 'v1' };
}

function isExported({ statement, node }: FoundLambda): boolean {
  return statement !== node;
}

/**
 * V1 looks for the function in the first line, and for a mention of the callback in it. The bundle comes after it, in a function of its
 * own.
 */
function asScript(code: string, { statement }: FoundLambda): string {
  const name = statement.type === 'ExportDefaultDeclaration' ? 'default' : 'lambda';
  return `function lambda(input, callback) { return built.${name}(input, callback); }
const built = ((exports) => {
${code}
return exports;
})({});`;
}

/** V2 looks for the function in a module that exports nothing. */
function asModule(code: string): string {
  return code.replace(/^export \{[^}]*\};?\s*$/m, '');
}

function notDeclared(file: string, lambda: FoundLambda | undefined, form: LambdaForm): RuleFinding {
  const expected = form === 'v2' ? 'async function lambda(input)' : 'function lambda(input, callback)';
  const { line = 1, column = 0 } = lambda?.node.loc?.start ?? {};
  const message = `The source of a function declares "${expected} { … }", and this one does not.`;
  return { rule: 'lambda-declaration', message, file, line, column: column + 1, severity: 'refused' };
}
