import { type AnyNode, type Pattern, type Program, visitNodes } from '../../internal/javascript/parse';
import type { Report, SourceFacts } from './source-facts';

/** The function `lambda` of a source. */
export interface FoundLambda {
  /** The statement, without `export`. */
  readonly node: AnyNode;
  /** The statement as it is in the program. */
  readonly statement: AnyNode;
  readonly parameters: readonly Pattern[];
  readonly isAsync: boolean;
  /** Whether it is declared by `function lambda`. Otherwise it is a variable or only an export. */
  readonly isDeclared: boolean;
}

/** Finds the function that is called `lambda` at the top level of a program, or that is its default export. */
export function findLambda(program: Program): FoundLambda | undefined {
  for (const statement of program.body as AnyNode[]) {
    const isExport =
      statement.type === 'ExportNamedDeclaration' || statement.type === 'ExportDefaultDeclaration';
    const node = (isExport ? statement.declaration : statement) as AnyNode | null | undefined;
    if (!node) continue;
    const isDefault = statement.type === 'ExportDefaultDeclaration';
    if (node.type === 'FunctionDeclaration' && (node.id?.name === 'lambda' || isDefault)) {
      const { params: parameters, async: isAsync } = node;
      return { node, statement, parameters, isAsync, isDeclared: node.id?.name === 'lambda' };
    }
    const variable =
      node.type === 'VariableDeclaration'
        ? node.declarations.find(({ id }) => id.type === 'Identifier' && id.name === 'lambda')?.init
        : undefined;
    const value = (isDefault ? node : variable) as AnyNode | null | undefined;
    if (value?.type === 'ArrowFunctionExpression' || value?.type === 'FunctionExpression') {
      return { node, statement, parameters: value.params, isAsync: value.async, isDeclared: false };
    }
  }
  return undefined;
}

/** Checks how the function is declared (docs/platform.md, "What functions may not do"). */
export function checkDeclaration({ program, form }: SourceFacts, isBuilt: boolean, report: Report): void {
  const expected =
    form === 'v2' ? 'async function lambda(input) { … }' : 'function lambda(input, callback) { … }';
  const lambda = findLambda(program);
  if (!lambda || (!isBuilt && !lambda.isDeclared)) {
    if (!lambda && isBuilt) return;
    report(
      'lambda-declaration',
      lambda?.node,
      `LivePerson looks for "${expected}": declare the function so.`,
    );
    return;
  }
  if (form === 'v2') {
    if (!lambda.isAsync && !isBuilt) {
      report(
        'lambda-declaration',
        lambda.node,
        `LivePerson looks for "${expected}": add "async".`,
        'diagnostic',
      );
    }
    return;
  }
  if (!isBuilt && lambda.statement.loc?.start.line !== 1) {
    const text =
      `The documentation of LivePerson wants "${expected}" in the first line, and says that other functions are refused: ` +
      'move the lines above it below the function.';
    report('lambda-first-line', lambda.node, text, 'diagnostic');
  }
  checkCallback(lambda, report);
}

function checkCallback({ node, parameters }: FoundLambda, report: Report): void {
  const callback = parameters[1];
  if (callback === undefined) {
    report(
      'callback-unused',
      node,
      'The function has no second parameter: V1 ends when its callback is called.',
    );
    return;
  }
  if (callback.type !== 'Identifier') return;
  let uses = 0;
  visitNodes(node, (found) => {
    const inner = found as AnyNode;
    if (inner.type === 'Identifier' && inner.name === callback.name && inner !== callback) uses += 1;
  });
  if (uses > 0) return;
  report(
    'callback-unused',
    callback,
    `"${callback.name}" is never used: V1 ends when its callback is called.`,
  );
}
