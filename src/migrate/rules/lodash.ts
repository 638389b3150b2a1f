import { NotUnderstood } from '../leftover';
import type { Source } from '../source';
import type { AnyNode, NodeOf } from '../syntax/parse';
import { isCall, memberName, propertyName, textValue } from '../syntax/tree';
import { requireCalls } from './require';

/** Functions of lodash that es-toolkit's compat does the same way; test/migrate/lodash.test.ts compares them. */
export const SAME_IN_COMPAT = (
  'at camelCase capitalize castArray chunk clone cloneDeep compact concat constant countBy defaultTo ' +
  'defaults difference differenceBy drop dropRight each entries eq escape every fill filter find findIndex ' +
  'findKey findLast findLastIndex first flatMap flatten flattenDeep flow forEach forOwn get groupBy gt gte ' +
  'has head identity inRange includes indexOf initial intersection intersectionBy isArray isBoolean isDate ' +
  'isEmpty isEqual isError isFinite isFunction isInteger isMap isNaN isNil isNull isNumber isObject isObjectLike ' +
  'isPlainObject isRegExp isSet isString isSymbol isUndefined join kebabCase keyBy keys last lastIndexOf lowerCase ' +
  'lowerFirst lt lte map mapKeys mapValues max maxBy mean meanBy min minBy negate noop nth omitBy once ' +
  'orderBy padEnd padStart partition pick pickBy property range reduce reduceRight reject repeat replace ' +
  'reverse round size slice snakeCase some sortBy split startCase sum sumBy tail take takeRight times ' +
  'toArray toInteger toLower toNumber toPairs toString toUpper unescape union unionBy ' +
  'uniq uniqBy uniqWith unset upperCase upperFirst values without xor zip zipObject'
).split(' ');

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
  source.imports.push({ module: 'es-toolkit/compat', exported: name, local: binding.name });
  source.dropDeclarator(parent);
}

function whole(source: Source, call: AnyNode, parent: AnyNode | undefined): void {
  if (parent?.type === 'MemberExpression') {
    check(parent, memberName(parent));
    return;
  }
  if (parent?.type !== 'VariableDeclarator') throw unclear(call);
  if (parent.id.type === 'ObjectPattern') {
    for (const property of parent.id.properties) {
      check(
        property as AnyNode,
        property.type === 'Property' ? propertyName(property as NodeOf<'Property'>) : undefined,
      );
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
  }
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
