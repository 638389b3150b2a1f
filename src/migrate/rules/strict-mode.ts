import type { Source } from '../source';
import type { AnyNode } from '../syntax/parse';
import { moduleMistake } from '../syntax/parse';
import { isFunction } from '../syntax/tree';

/** ES modules are strict: a name that is assigned must be declared, and `this` is undefined in plain functions. */
export function rewriteSloppy(source: Source): void {
  if (source.isModule) return;
  declareNames(source);
  for (const node of source.tree.ofType('ThisExpression')) {
    if (isOwnThis(source, node)) continue;
    source.leave('strict-mode', node, 'In an ES module, this is undefined here. Use a variable of the file.');
  }
  for (const id of source.scopes.free.get('arguments') ?? []) {
    const member = source.tree.parent(id);
    if (member?.type !== 'MemberExpression' || member.property.type !== 'Identifier') continue;
    if (member.property.name === 'callee') {
      source.leave('strict-mode', member, 'An ES module has no arguments.callee. Name the function.');
    }
  }
  const mistake = moduleMistake(source.text);
  if (mistake === undefined) return;
  const at = offsetOf(source.text, mistake.line, mistake.column);
  const node = source.tree.nodes.find(({ start, end }) => start <= at && at < end) ?? source.tree.program;
  source.leave('strict-mode', node, `An ES module does not allow this: ${mistake.text}.`);
}

/** Declares the names at the top of the file that were assigned without a declaration. */
function declareNames(source: Source): void {
  const names: string[] = [];
  for (const [name, references] of source.scopes.free) {
    const writes = references.filter((reference) => isAssigned(source, reference));
    const [first] = writes;
    if (first === undefined || name === 'exports' || name === 'module') continue;
    if (Object.hasOwn(globalThis, name)) {
      source.leave('strict-mode', first, `${name} is a global of the platform, and gets another value here.`);
    } else if (isOnlyNamed(source, name)) names.push(name);
    else
      source.leave('strict-mode', first, `${name} is never declared. Declare it with let where it is meant.`);
  }
  source.globals.push(...names);
}

/** Whether no block function of the same name is what sloppy mode would have meant. */
function isOnlyNamed(source: Source, name: string): boolean {
  return !source.scopes.all().some((binding) => binding.name === name && binding.kind === 'function');
}

function isAssigned(source: Source, id: AnyNode): boolean {
  const parent = source.tree.parent(id);
  if (parent?.type === 'AssignmentExpression') return parent.left === id;
  if (parent?.type === 'ForInStatement' || parent?.type === 'ForOfStatement') return parent.left === id;
  return parent?.type === 'UpdateExpression';
}

/** Whether `this` is that of a method or a class. */
function isOwnThis({ tree }: Source, node: AnyNode): boolean {
  for (const at of tree.around(node)) {
    if (at.type === 'PropertyDefinition' || at.type === 'StaticBlock') return true;
    if (!isFunction(at) || at.type === 'ArrowFunctionExpression') continue;
    const parent = tree.parent(at);
    return parent?.type === 'MethodDefinition' || (parent?.type === 'Property' && parent.value === at);
  }
  return false;
}

function offsetOf(text: string, line: number, column: number): number {
  const lines = text.split(/(?<=\r\n|[\n\r\u2028\u2029])/).slice(0, line - 1);
  return lines.join('').length + column - 1;
}
