import { NotUnderstood } from '../leftover';
import type { Source } from '../source';
import type { AnyNode, NodeOf } from '../syntax/parse';
import { isCall, memberName, propertyName, textValue } from '../syntax/tree';
import { requireCalls } from './require';

/** Functions of lodash that work in the same way in es-toolkit's compat. test/migrate/lodash.test.ts compares them. */
export const SAME_IN_COMPAT = (
  'assign at camelCase capitalize castArray ceil chunk clone cloneDeep compact concat constant countBy deburr defaultTo ' +
  'defaults difference differenceBy drop dropRight each endsWith entries eq escape every fill filter find findIndex ' +
  'findKey findLast findLastIndex first flatMap flatten flattenDeep flattenDepth floor flow forEach forOwn get groupBy ' +
  'gt gte has head identity inRange includes indexOf initial intersection intersectionBy isArray isBoolean isDate ' +
  'isEmpty isEqual isError isFinite isFunction isInteger isMap isMatch isNaN isNil isNull isNumber isObject ' +
  'isObjectLike isPlainObject isRegExp isSet isString isSymbol isUndefined join kebabCase keyBy keys last lowerCase ' +
  'lowerFirst lt lte map mapKeys mapValues max maxBy mean meanBy min minBy negate noop nth omit omitBy once ' +
  'orderBy pad padEnd padStart partition pick pickBy property range reduce reduceRight reject repeat replace ' +
  'reverse round set size slice snakeCase some sortBy split startCase startsWith sum sumBy tail take takeRight times ' +
  'toArray toInteger toLower toNumber toPairs toString toUpper trim trimEnd trimStart truncate unescape union unionBy ' +
  'uniq uniqBy uniqWith upperCase upperFirst values without words xor zip zipObject'
).split(' ');

/** Functions that are the same only for some arguments, with the difference for the others. */
const LIMITS: {
  names: string[];
  fits(source: Source, args: readonly AnyNode[]): boolean;
  message: string;
}[] = [
  {
    names: ['orderBy', 'sortBy'],
    fits: (_source, [, criteria]) => criteria === undefined || textsOf(criteria) !== undefined,
    message: 'sorts entries that are null in another order where the criterion is a function',
  },
  {
    names: ['omit'],
    fits: (_source, [, ...names]) =>
      names.every((name) => textsOf(name)?.every((text) => !/[.[]/.test(text))),
    message: 'treats paths in another way: only names that are written in the call are the same',
  },
  {
    names: (
      'countBy differenceBy every filter find findIndex findKey findLast findLastIndex flatMap groupBy intersectionBy ' +
      'keyBy map maxBy meanBy minBy partition reject some sumBy unionBy uniqBy'
    ).split(' '),
    fits: (source, args) => args.length < 2 || ![args[1], args.at(-1)].some((arg) => isPair(source, arg)),
    message: 'takes a condition like ["name", value] in another way for names that are missing',
  },
];

function isPair({ scopes }: Source, node: AnyNode | undefined): boolean {
  const value = node?.type === 'Identifier' ? scopes.initial(scopes.of(node)) : node;
  return value?.type === 'ArrayExpression' && value.elements.length === 2;
}

/** The texts of a literal, or of a list of literals. */
function textsOf(node: AnyNode): string[] | undefined {
  const parts = node.type === 'ArrayExpression' ? (node.elements as (AnyNode | null)[]) : [node];
  const texts = parts.map((part) => textValue(part));
  return texts.every((text) => text !== undefined) ? texts : undefined;
}

/** lodash → es-toolkit's compat, which has the same functions under the same names. */
export function rewriteLodash(source: Source): void {
  for (const call of requireCalls(source)) {
    const module = textValue(call.arguments[0] as AnyNode) ?? '';
    if (!/^lodash(\/|\.|$)/.test(module)) continue;
    source.attempt('lodash', () => {
      const parent = source.tree.parent(call);
      const name = /^lodash[/.](\w+)$/.exec(module)?.[1];
      if (name !== undefined) single(source, call, parent, name);
      else whole(source, call, parent);
    });
  }
}

/** `const get = require('lodash/get')`. */
function single(source: Source, call: AnyNode, parent: AnyNode | undefined, name: string): void {
  check(call, name);
  if (parent?.type !== 'VariableDeclarator' || parent.id.type !== 'Identifier') throw unclear(call);
  const binding = source.scopes.of(parent.id);
  if (binding === undefined || binding.writes.length > 0) throw unclear(call);
  for (const reference of binding.references) checkUse(source, reference, name);
  source.imports.push({ module: 'es-toolkit/compat', exported: name, local: binding.name });
  source.dropDeclarator(parent);
}

function whole(source: Source, call: AnyNode, parent: AnyNode | undefined): void {
  if (parent?.type === 'MemberExpression') {
    check(parent, memberName(parent));
    const local = source.tree.parent(parent);
    const bound = local?.type === 'VariableDeclarator' ? source.scopes.of(local.id as AnyNode) : undefined;
    for (const use of bound?.references ?? [parent]) checkUse(source, use, memberName(parent));
    return;
  }
  if (parent?.type !== 'VariableDeclarator') throw unclear(call);
  if (parent.id.type === 'ObjectPattern') {
    for (const property of parent.id.properties) {
      const name = property.type === 'Property' ? propertyName(property as NodeOf<'Property'>) : undefined;
      check(property as AnyNode, name);
      const local = property.type === 'Property' ? source.scopes.of(property.value as AnyNode) : undefined;
      for (const reference of local?.references ?? []) checkUse(source, reference, name);
    }
    return;
  }
  const binding = source.scopes.of(parent.id as AnyNode);
  if (binding === undefined || binding.writes.length > 0) throw unclear(call);
  for (const reference of binding.references) {
    const member = source.tree.parent(reference);
    if (isCall(member) && member.callee === reference) {
      throw new NotUnderstood(member, 'Chains of lodash have no counterpart. Call the functions one by one.');
    }
    if (member?.type !== 'MemberExpression' || member.object !== reference) throw unclear(reference);
    check(member, memberName(member));
    checkUse(source, member, memberName(member));
  }
}

/** Whether a function that is the same for some arguments only is called with such arguments. */
function checkUse(source: Source, use: AnyNode, name: string | undefined): void {
  const limit = LIMITS.find(({ names }) => name !== undefined && names.includes(name));
  if (limit === undefined) return;
  const call = source.tree.parent(use);
  const args = isCall(call) && call.callee === use ? (call.arguments as AnyNode[]) : undefined;
  if (args?.every(({ type }) => type !== 'SpreadElement') && limit.fits(source, args)) return;
  throw new NotUnderstood(use, `es-toolkit's ${name} ${limit.message}. Write it in plain JavaScript.`);
}

function check(node: AnyNode, name: string | undefined): void {
  if (name !== undefined && SAME_IN_COMPAT.includes(name)) return;
  const what = name === undefined ? 'This use of lodash' : `lodash's ${name}`;
  throw new NotUnderstood(
    node,
    `${what} has no counterpart that is known to be exact. Write it in plain JavaScript.`,
  );
}

function unclear(node: AnyNode): NotUnderstood {
  return new NotUnderstood(node, 'This use of lodash was not understood. V2 has es-toolkit in its place.');
}
