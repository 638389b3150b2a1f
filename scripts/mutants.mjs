// Small changes of a source file that a test should notice. scripts/mutate.mjs makes them, one at a time.
import ts from 'typescript';

/**
 * @typedef {object} Mutant a change of one place
 * @property {string} operator what kind of change it is
 * @property {number} start where the replaced text begins
 * @property {number} end where it ends
 * @property {string} text what takes its place
 * @property {number} line the line of the change, from 1
 * @property {string} change the change as a person reads it; with the file it names the mutant
 */

const { SyntaxKind: Kind } = ts;

/** @type {Partial<Record<ts.SyntaxKind, [operator: string, text: string]>>} */
const SWAPS = {
  [Kind.LessThanToken]: ['boundary', '<='],
  [Kind.LessThanEqualsToken]: ['boundary', '<'],
  [Kind.GreaterThanToken]: ['boundary', '>='],
  [Kind.GreaterThanEqualsToken]: ['boundary', '>'],
  [Kind.EqualsEqualsEqualsToken]: ['equality', '!=='],
  [Kind.ExclamationEqualsEqualsToken]: ['equality', '==='],
  [Kind.AmpersandAmpersandToken]: ['logic', '||'],
  [Kind.BarBarToken]: ['logic', '&&'],
};

/**
 * All mutants of a TypeScript file, in the order of the text.
 * @param {string} source the text of the file
 * @returns {Mutant[]}
 */
export function mutantsOf(source) {
  const file = ts.createSourceFile('source.ts', source, ts.ScriptTarget.Latest, true);
  /** @type {Mutant[]} */
  const mutants = [];

  /**
   * @param {string} operator
   * @param {ts.Node} replaced
   * @param {string} text
   * @param {ts.Node} shown the node that says to a reader what is changed
   */
  const add = (operator, replaced, text, shown = replaced) => {
    const [start, end] = [replaced.getStart(file), replaced.getEnd()];
    const [from, to] = [shown.getStart(file), shown.getEnd()];
    const after = source.slice(from, start) + text + source.slice(end, to);
    const change = `${short(source.slice(from, to))} -> ${short(after) || 'nothing'}`;
    const line = file.getLineAndCharacterOfPosition(start).line + 1;
    mutants.push({ operator, start, end, text, line, change });
  };

  /** @param {ts.Node} node */
  const visit = (node) => {
    // Types do nothing when a program runs, and an import that is changed breaks every test.
    if (ts.isTypeNode(node) || ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node)) return;
    if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node) || isRequire(node)) return;
    const condition = conditionOf(node);
    if (condition) add('condition', condition, `!(${condition.getText(file)})`);
    if (ts.isBinaryExpression(node)) {
      const swap = SWAPS[node.operatorToken.kind];
      if (swap) add(swap[0], node.operatorToken, swap[1], node);
    }
    if (ts.isExpressionStatement(node) || ts.isThrowStatement(node)) add('removal', node, ';');
    // A time of one millisecond more is no fault, and one of twice its value is.
    if (ts.isNumericLiteral(node)) {
      add(
        'constant',
        node,
        Number(node.text) < 10 ? `(${node.text} + 1)` : `(${node.text} * 2)`,
        node.parent,
      );
    }
    if (node.kind === Kind.TrueKeyword) add('constant', node, 'false', node.parent);
    if (node.kind === Kind.FalseKeyword) add('constant', node, 'true', node.parent);
    if (ts.isStringLiteral(node) && !isName(node)) {
      add('constant', node, node.text === '' ? "'mutant'" : "''", node.parent);
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return mutants.sort((a, b) => a.start - b.start);
}

/**
 * The text of a file with one mutant in it.
 * @param {string} source
 * @param {Mutant} mutant
 */
export function applied(source, { start, end, text }) {
  return source.slice(0, start) + text + source.slice(end);
}

/**
 * Some of the items, chosen by chance: the same seed chooses the same ones.
 * @template Item
 * @param {readonly Item[]} items
 * @param {number} count
 * @param {number} seed
 * @returns {Item[]} in an order by chance, so that the first ones are a fair sample too
 */
export function sampleOf(items, count, seed) {
  let state = seed;
  const random = () => {
    // The generator "mulberry32".
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const ranked = items.map((item) => ({ item, rank: random() })).sort((a, b) => a.rank - b.rank);
  return ranked.slice(0, count).map(({ item }) => item);
}

/** @param {ts.Node} node */
function conditionOf(node) {
  if (ts.isIfStatement(node) || ts.isWhileStatement(node) || ts.isDoStatement(node)) return node.expression;
  return ts.isConditionalExpression(node) || ts.isForStatement(node) ? node.condition : undefined;
}

/** @param {ts.Node} node */
function isRequire(node) {
  return ts.isCallExpression(node) && ts.isIdentifier(node.expression) && node.expression.text === 'require';
}

/**
 * Whether a text is the name of a property.
 * @param {ts.StringLiteral} node
 */
function isName(node) {
  return ts.isPropertyAssignment(node.parent) && node.parent.name === node;
}

/** @param {string} text */
function short(text) {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length > 100 ? `${line.slice(0, 99)}…` : line;
}
