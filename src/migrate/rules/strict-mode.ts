import type { Source } from '../source';
import type { AnyNode } from '../syntax/parse';
import { moduleMistake } from '../syntax/parse';
import { contains, isFunction, memberName } from '../syntax/tree';

/** ES modules are strict: a name that is assigned must be declared, and `this` is undefined in plain functions. */
export function rewriteSloppy(source: Source): void {
  if (source.isModule) return;
  declareNames(source);
  for (const node of source.tree.ofType('ThisExpression')) {
    if (isOwnThis(source, node)) continue;
    source.leave('strict-mode', node, 'In an ES module, this is undefined here. Use a variable of the file.');
  }
  for (const id of source.scopes.free.get('arguments') ?? []) checkArguments(source, id);
  leaveBlockFunctions(source);
  const mistake = moduleMistake(source.text);
  if (mistake === undefined) return;
  const at = offsetOf(source.text, mistake.line, mistake.column);
  const node = source.tree.nodes.find(({ start, end }) => start <= at && at < end) ?? source.tree.program;
  source.leave('strict-mode', node, `An ES module does not allow this: ${mistake.text}.`);
}

/** In sloppy mode, `arguments` and the parameters share their values. */
function checkArguments(source: Source, id: AnyNode): void {
  const member = source.tree.parent(id);
  const isMember = member?.type === 'MemberExpression' && member.object === id;
  if (isMember && memberName(member) === 'callee') {
    source.leave('strict-mode', member, 'An ES module has no arguments.callee. Name the function.');
    return;
  }
  let fn = source.tree.functionAround(id);
  while (fn?.type === 'ArrowFunctionExpression') fn = source.tree.functionAround(fn);
  if (!fn || fn.params.some(({ type }) => type !== 'Identifier')) return;
  const isMoved = fn.params.some((param) => (source.scopes.of(param)?.writes.length ?? 0) > 0);
  if (!isMoved && !(isMember && source.scopes.isWritten(member))) return;
  source.leave(
    'strict-mode',
    id,
    'A parameter gets another value, which arguments shows in sloppy mode and not in an ES module. Read the parameter by its name.',
  );
}

/** Outside of strict mode, a function that is declared in a block can be called after the block. */
function leaveBlockFunctions(source: Source): void {
  for (const fn of source.tree.ofType('FunctionDeclaration')) {
    const name = fn.id?.name;
    const uses = (name !== undefined && source.scopes.free.get(name)) || [];
    const isInBlock =
      source.scopes.of(fn.id)?.scope.type !== 'Program' && !isFunction(source.scopes.of(fn.id)?.scope);
    const outer = source.tree.functionAround(fn);
    const used = uses.find((use) => isInBlock && (!outer || contains(outer, use)));
    if (!used) continue;
    source.leave(
      'strict-mode',
      used,
      `In an ES module, ${name} is visible only in the block that declares it. Declare it before the block.`,
    );
  }
}

/** Declares the names at the top of the file that were assigned without a declaration. */
function declareNames(source: Source): void {
  const names: string[] = [];
  for (const [name, references] of source.scopes.free) {
    const writes = references.filter((reference) => source.scopes.isWritten(reference));
    const [first] = writes;
    if (first === undefined || name === 'exports' || name === 'module') continue;
    if (Object.hasOwn(globalThis, name)) {
      source.leave('strict-mode', first, `${name} is a global of the platform, and gets another value here.`);
    } else if (isOnlyNamed(source, name)) {
      names.push(name);
      leaveAsMember(source, name);
    } else
      source.leave('strict-mode', first, `${name} is never declared. Declare it with let where it is meant.`);
  }
  source.globals.push(...names);
}

/** A name that was never declared was a property of the global object. */
function leaveAsMember(source: Source, name: string): void {
  const members = source.tree.ofType('MemberExpression');
  const member = members.find(
    (node) =>
      node.object.type === 'Identifier' &&
      ['global', 'globalThis'].includes(node.object.name) &&
      memberName(node) === name,
  );
  if (!member) return;
  source.leave(
    'strict-mode',
    member,
    `${name} becomes a variable of the file, which is no property of the global object. Read it by its name.`,
  );
}

/** Whether no function of the same name in a block would be meant in sloppy mode. */
function isOnlyNamed(source: Source, name: string): boolean {
  return !source.scopes.all().some((binding) => binding.name === name && binding.kind === 'function');
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
