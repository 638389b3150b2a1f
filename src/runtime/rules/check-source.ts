import { isBuiltin } from 'node:module';
import { extname } from 'node:path';
import type { LambdaForm } from '../../events/input';
import {
  type AnyNode,
  type Node,
  type Program,
  parseJavaScript,
  visitNodes,
} from '../../internal/javascript/parse';
import { providedModules } from '../load/platform-packages';
import { isTypeScript, prepareModule } from '../load/prepare';
import { checkDeclaration, findLambda } from './declaration';
import type { Report, SourceFacts } from './source-facts';
import type { RuleFinding } from './types';

/** How many characters a function may have (docs/platform.md, "Limits of a function"). */
export const MAX_CODE_CHARACTERS = 100_000;

const NETWORK_MODULES = ['http', 'https', 'http2', 'net', 'tls', 'dgram'];
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
  const declared = declaredNames(program);
  visitNodes(program, (found) => {
    const node = found as AnyNode;
    const id = requiredId(node);
    if (id !== undefined) checkModule(id, node, form, isBuilt, report);
    if (node.type !== 'CallExpression' && node.type !== 'NewExpression') return;
    const callee = globalName(node.callee as AnyNode, declared);
    if (callee === 'eval' || callee === 'Function') {
      report('eval', node, `${callee}(…) makes code of text, which LivePerson forbids.`);
    } else if (callee === 'fetch' && form === 'v1') {
      report(
        'raw-request',
        node,
        'fetch does not use the toolbelt: the whitelist, the proxy and the limit of the platform do not apply here. Use Toolbelt.HTTPClient().',
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
function requiredId(node: AnyNode): string | undefined {
  let source: Node | null | undefined;
  if (
    node.type === 'ImportDeclaration' ||
    node.type === 'ImportExpression' ||
    node.type === 'ExportAllDeclaration' ||
    node.type === 'ExportNamedDeclaration'
  ) {
    source = node.source;
  } else if (
    node.type === 'CallExpression' &&
    node.callee.type === 'Identifier' &&
    node.callee.name === 'require'
  ) {
    source = node.arguments[0];
  }
  const literal = source as AnyNode | null | undefined;
  return literal?.type === 'Literal' && typeof literal.value === 'string' ? literal.value : undefined;
}

/** The name of a global that is called by itself or as `globalThis.name`. */
function globalName(callee: AnyNode, declared: ReadonlySet<string>): string | undefined {
  if (callee.type === 'Identifier') return declared.has(callee.name) ? undefined : callee.name;
  const isGlobal =
    callee.type === 'MemberExpression' &&
    callee.object.type === 'Identifier' &&
    ['globalThis', 'global'].includes(callee.object.name) &&
    callee.property.type === 'Identifier';
  return isGlobal ? (callee.property as { name: string }).name : undefined;
}

/** Every name that is declared anywhere. A global with the same name is treated as declared. */
function declaredNames(program: Program): Set<string> {
  const names = new Set<string>();
  visitNodes(program, (found, parents) => {
    const node = found as AnyNode;
    const parent = parents.at(-1) as AnyNode | undefined;
    if (node.type === 'Identifier' && parent?.type === 'VariableDeclarator' && parent.id === node) {
      names.add(node.name);
    } else if (node.type === 'ImportDeclaration') {
      for (const { local } of node.specifiers) names.add(local.name);
    } else if ('params' in node) {
      if (node.type !== 'ArrowFunctionExpression' && node.id) names.add(node.id.name);
      for (const part of node.params)
        visitNodes(part, (inner) => {
          const pattern = inner as AnyNode;
          if (pattern.type === 'Identifier') names.add(pattern.name);
        });
    } else if (node.type === 'ObjectPattern' || node.type === 'ArrayPattern') {
      visitNodes(node, (inner) => {
        const pattern = inner as AnyNode;
        if (pattern.type === 'Identifier') names.add(pattern.name);
      });
    }
  });
  return names;
}
