import { isBuiltin } from 'node:module';
import { extname } from 'node:path';
import type { LambdaForm } from '../../events/input';
import { type AnyNode, type Node, parseJavaScript, visitNodes } from '../../internal/javascript/parse';
import { providedModules } from '../load/platform-packages';
import { isTypeScript, prepareModule } from '../load/prepare';
import { checkDeclaration, findLambda } from './declaration';
import { Globals } from './globals';
import type { Report, SourceFacts } from './source-facts';
import type { RuleFinding } from './types';

/** How many characters a function may have (docs/platform.md, "Limits of a function"). */
export const MAX_CODE_CHARACTERS = 100_000;

const NETWORK_MODULES = ['http', 'https', 'http2', 'net', 'tls', 'dgram'];
/** The globals that send requests. */
const SENDERS = ['fetch', 'WebSocket', 'EventSource'];
/** The functions that load a module. */
const LOADERS = ['require', 'module.require', 'process.getBuiltinModule'];
const PROCESS_MODULES = ['child_process', 'cluster', 'worker_threads'];

/** How a source is checked. */
export interface CheckOptions {
  /** The platform. Without it, the source decides: an ES module whose lambda has one parameter is of V2. */
  readonly form?: LambdaForm | undefined;
  /**
   * Whether `build` makes the function from the source. The source may then have its own modules and any size, and need not declare the
   * function in the first line.
   * @default true for TypeScript, for `.mjs`, and for an ES module of V1
   */
  readonly isBuilt?: boolean | undefined;
}

/**
 * Finds everything in the source of a function that LivePerson refuses, or that works differently there (docs/platform.md, "What functions
 * may not do").
 *
 * @param file names the file in findings. Its extension tells the language.
 */
export function checkSource(text: string, file: string, { form, isBuilt }: CheckOptions = {}): RuleFinding[] {
  const isModule = (form === 'v2' && !/^\.c[jt]s$/.test(extname(file))) || undefined;
  const { problem, module } = prepareModule(text, file, isModule);
  if (problem) {
    const { line, column, text: reason } = problem;
    return [{ rule: 'syntax', message: `${reason}.`, file, line, column, severity: 'refused' }];
  }
  const isEsModule = module.linksParameter !== undefined;
  const { program } = parseJavaScript(module.source, isEsModule ? 'module' : 'script');
  // The engine may know syntax that the parser does not know yet.
  if (!program) return [];
  const findings: RuleFinding[] = [];
  const report: Report = (rule, node, message, severity = 'refused') => {
    const { line = 1, column = 0 } = node?.loc?.start ?? {};
    findings.push({ rule, message, file, line, column: column + 1, severity });
  };
  const guessed = isEsModule && (findLambda(program)?.parameters.length ?? 1) < 2 ? 'v2' : 'v1';
  const facts: SourceFacts = { program, form: form ?? guessed };
  const needsBuild = isTypeScript(file) || extname(file) === '.mjs' || (isEsModule && facts.form === 'v1');
  const isSource = isBuilt ?? needsBuild;
  checkDeclaration(facts, isSource, report);
  if (!isSource && text.length > MAX_CODE_CHARACTERS) {
    const limit = MAX_CODE_CHARACTERS.toLocaleString('en-US');
    const count = text.length.toLocaleString('en-US');
    report('code-size', undefined, `The file has ${count} characters; LivePerson takes ${limit}.`);
  }
  checkNodes(facts, isSource, report);
  return findings;
}

function checkNodes({ program, form }: SourceFacts, isBuilt: boolean, report: Report): void {
  const globals = new Globals(program);
  visitNodes(program, (found) => {
    const node = found as AnyNode;
    const id = loadedId(node, globals);
    if (id !== undefined) checkModule(id, node, form, isBuilt, report);
    if (node.type !== 'CallExpression' && node.type !== 'NewExpression') return;
    const callee = globals.nameOf(node.callee);
    if (callee === 'eval' || callee === 'Function') {
      report('eval', node, `${callee}(…) makes code of text, which LivePerson forbids.`);
    } else if (callee !== undefined && SENDERS.includes(callee) && form === 'v1') {
      report(
        'raw-request',
        node,
        `${callee} does not use the toolbelt: the whitelist, the proxy and the limit of the platform do not apply here. Use Toolbelt.HTTPClient().`,
        'diagnostic',
      );
    }
  });
}

function checkModule(id: string, node: Node, form: LambdaForm, isBuilt: boolean, report: Report): void {
  const name = id.replace(/^node:/, '');
  if (/^(\.{1,2}(\/|$)|\/|file:)/.test(id)) {
    if (isBuilt) return;
    const advice = 'put its code into the function, or let "lp-faas-toolbelt build" do so';
    report('own-module', node, `"${id}" is another file, and LivePerson takes one file: ${advice}.`);
  } else if (PROCESS_MODULES.includes(name)) {
    report(
      'child-process',
      node,
      `"${id}" starts processes or threads, which a function may not do.`,
      'diagnostic',
    );
  } else if (NETWORK_MODULES.includes(name) && form === 'v1') {
    report(
      'raw-request',
      node,
      `"${id}" does not use the toolbelt: the whitelist and the limit of the platform do not apply here. Use Toolbelt.HTTPClient().`,
      'diagnostic',
    );
  } else if (!isBuiltin(id) && !providedModules(form).includes(id)) {
    const known = providedModules(form).join(', ');
    report(
      'foreign-module',
      node,
      `LivePerson ${form.toUpperCase()} does not have "${id}": it has Node's own modules and ${known}.`,
    );
  }
}

/** The module that an import, an export or a `require` of a constant text names. */
function loadedId(node: AnyNode, globals: Globals): string | undefined {
  if (
    node.type === 'ImportDeclaration' ||
    node.type === 'ImportExpression' ||
    node.type === 'ExportAllDeclaration' ||
    node.type === 'ExportNamedDeclaration'
  )
    return globals.textOf(node.source);
  const isLoading = node.type === 'CallExpression' && LOADERS.includes(globals.nameOf(node.callee) ?? '');
  return isLoading ? globals.textOf(node.arguments[0]) : undefined;
}
