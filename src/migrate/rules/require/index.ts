import { isBuiltin } from 'node:module';
import { identifiersOf } from '../../../internal/javascript/identifiers';
import { NotUnderstood } from '../../leftover';
import type { Source } from '../../source';
import type { AnyNode, Call, NodeOf } from '../../syntax/parse';
import type { Binding } from '../../syntax/scopes';
import { isCall, memberName, propertyName, textValue } from '../../syntax/tree';
import { fateOf, type ModuleFate, TOOLBELT, TOOLBELT_EXPORTS, TOOLBELT_V2 } from './modules';

/** Every call of Node's `require`, also in a file that shadows the name elsewhere. */
export function requireCalls({ scopes, tree }: Source): Call[] {
  const calls: Call[] = [];
  for (const id of scopes.free.get('require') ?? []) {
    const call = tree.parent(id);
    if (isCall(call) && call.callee === id) calls.push(call);
  }
  return calls.sort((a, b) => a.start - b.start);
}

/** The imports of a file that is an ES module already. */
function checkImports(source: Source): void {
  const nodes = [...source.tree.ofType('ImportDeclaration'), ...source.tree.ofType('ImportExpression')];
  for (const node of nodes) {
    const name = textValue(node.source as AnyNode);
    if (name === undefined) continue;
    const fate = fateOf(name);
    if ('reason' in fate) source.leave('modules', node, fate.reason);
    else if (name === TOOLBELT) {
      const quote = source.text[node.source.start];
      source.edits.replace(node.source.start, node.source.end, `${quote}${fate.module}${quote}`);
      for (const specifier of node.type === 'ImportDeclaration' ? node.specifiers : []) {
        if (specifier.type !== 'ImportSpecifier' || specifier.imported.type !== 'Identifier') continue;
        const { imported } = specifier;
        source.attempt('require', () => checkExported(name, imported.name, specifier));
      }
    } else if (fate.module !== name) {
      source.leave('require', node, `V2 has no "${name}". Import what is used of it from "${fate.module}".`);
    }
  }
}

/** `require` → `import`, at the top of the file, and only for what is still used. It runs after every other rule. */
export function rewriteRequires(source: Source): void {
  checkImports(source);
  const calls = requireCalls(source);
  for (const call of calls) {
    if (source.edits.isGone(call)) continue;
    source.attempt('require', () => rewriteOne(source, call));
  }
  for (const id of source.scopes.free.get('require') ?? []) {
    const parent = source.tree.parent(id);
    const isCalled = isCall(parent) && parent.callee === id;
    if (!isCalled && !source.edits.isGone(id)) {
      source.leave('require', id, 'V2 has no require. Import what is needed at the top of the file.');
    }
  }
}

function rewriteOne(source: Source, call: Call): void {
  const name = textValue(call.arguments[0] as AnyNode);
  if (name === undefined) {
    throw new NotUnderstood(
      call,
      'Which module this requires shows only when it runs. Import it by its name.',
    );
  }
  // The rule for lodash has already handled these.
  if (/^lodash[/.]/.test(name)) return;
  const fate = fateOf(name);
  if ('reason' in fate) {
    source.leave('modules', call, fate.reason);
    return;
  }
  const parent = source.tree.parent(call);
  const declarator = parent?.type === 'MemberExpression' ? source.tree.parent(parent) : parent;
  const isMemberOfIt = parent?.type === 'MemberExpression' && parent.object === call;
  const isDeclared =
    declarator?.type === 'VariableDeclarator' && declarator.init === (isMemberOfIt ? parent : call);
  // Node finds the names that a CommonJS package exports only when they are written in certain ways.
  const isWhole = !isMemberOfIt && parent?.type === 'VariableDeclarator' && parent.id.type === 'Identifier';
  const isPacked = fate.style === 'default' && !isBuiltin(fate.module) && fate.renamed === undefined;
  if (isDeclared && (isWhole || !isPacked)) {
    const member = isMemberOfIt ? memberName(parent) : undefined;
    if (isMemberOfIt && member === undefined) throw unclear(call);
    source.imports.push(...wantedOf(source, declarator, name, fate, member));
    source.dropDeclarator(declarator);
    return;
  }
  if (parent?.type === 'ExpressionStatement') {
    source.edits.remove(parent.start, parent.end);
    return;
  }
  if (fate.renamed !== undefined) throw unclear(call);
  inline(source, call, name, fate, isMemberOfIt ? parent : undefined);
}

interface Wanted {
  readonly module: string;
  readonly exported: string;
  readonly local: string;
}

/** What is needed to import the names of a declaration. @throws NotUnderstood when an import cannot replace it */
function wantedOf(
  source: Source,
  { id }: NodeOf<'VariableDeclarator'>,
  name: string,
  fate: ModuleFate,
  member: string | undefined,
): Wanted[] {
  const { module } = fate;
  if (fate.renamed !== undefined) return renamedOf(source, id as AnyNode, fate);
  for (const identifier of identifiersOf(id)) checkImportable(source, identifier);
  const wanted: Wanted[] = [];
  if (id.type === 'Identifier') {
    const exported = member ?? (fate.style === 'default' ? 'default' : '*');
    if (member !== undefined) checkExported(name, member, id);
    wanted.push({ module, exported, local: id.name });
  } else if (id.type === 'ObjectPattern' && member === undefined) {
    for (const property of id.properties) {
      if (property.type !== 'Property' || property.value.type !== 'Identifier')
        throw unclear(property as AnyNode);
      const exported = propertyName(property as NodeOf<'Property'>);
      if (exported === undefined) throw unclear(property as AnyNode);
      if (!isUsed(source, source.scopes.of(property.value as AnyNode))) continue;
      checkExported(name, exported, property as AnyNode);
      wanted.push({ module, exported, local: property.value.name });
    }
  } else throw unclear(id as AnyNode);
  return wanted.filter(({ local }) => isUsed(source, usedBinding(source, id as AnyNode, local)));
}

/** `const { v4 } = require('uuid')`, where every use is a call without arguments. */
function renamedOf(source: Source, id: AnyNode, { module, renamed = {} }: ModuleFate): Wanted[] {
  if (id.type !== 'ObjectPattern') throw unclear(id);
  return id.properties.map((property) => {
    const name = property.type === 'Property' ? propertyName(property as NodeOf<'Property'>) : undefined;
    const [local] = property.type === 'Property' ? identifiersOf(property.value as AnyNode) : [];
    const exported = name !== undefined && Object.hasOwn(renamed, name) ? renamed[name] : undefined;
    if (local === undefined || exported === undefined) throw unclear(property as AnyNode);
    checkImportable(source, local);
    for (const reference of source.scopes.of(local)?.references ?? []) {
      const call = source.tree.parent(reference);
      if (!isCall(call) || call.callee !== reference || call.arguments.length > 0) throw unclear(reference);
    }
    return { module, exported, local: local.name };
  });
}

function usedBinding(source: Source, id: AnyNode, local: string): Binding | undefined {
  return source.scopes.of(identifiersOf(id).find(({ name }) => name === local));
}

/** Whether anything that stays in the file names a binding. */
function isUsed(source: Source, binding: Binding | undefined): boolean {
  return binding?.references.some((reference) => !source.edits.isGone(reference)) ?? false;
}

function checkExported(module: string, name: string, node: AnyNode): void {
  if (![TOOLBELT, TOOLBELT_V2].includes(module) || TOOLBELT_EXPORTS.includes(name)) return;
  if (module === TOOLBELT_V2) return;
  const advice = /Error$/.test(name)
    ? 'Its errors are ToolBeltError, with a code: compare error.code.'
    : 'See what V2 has in its place.';
  throw new NotUnderstood(node, `V2's toolbelt exports no ${name}. ${advice}`);
}

/** An import is at the top of the file, is visible everywhere, and cannot get another value. */
function checkImportable(source: Source, id: NodeOf<'Identifier'>): void {
  const binding = source.scopes.of(id);
  const [write] = binding?.writes ?? [];
  if (write) throw new NotUnderstood(write, `${id.name} gets another value here, and an import cannot.`);
  if (binding === undefined || binding.scope === source.tree.program) return;
  const others = source.scopes.all().filter((other) => other.name === id.name && other !== binding);
  const isSame = others.every((other) => isRequired(source, other) && sameModule(source, other, binding));
  if (!isSame || source.scopes.free.has(id.name)) {
    throw new NotUnderstood(
      id,
      `${id.name} means something else in another part of the file. Give it a name of its own.`,
    );
  }
}

function isRequired(source: Source, { owner }: Binding): boolean {
  return owner.type === 'VariableDeclarator' && requireCalls(source).some((call) => owner.init === call);
}

function sameModule(source: Source, one: Binding, other: Binding): boolean {
  return describe(source, one) === describe(source, other);
}

function describe(source: Source, { owner, id }: Binding): string {
  if (owner.type !== 'VariableDeclarator') return '';
  const property = source.tree.parent(id);
  const key = property?.type === 'Property' ? source.textOf(property.key as AnyNode) : '';
  const isPattern = owner.id.type === 'ObjectPattern';
  return `${isPattern ? key : '*'} ${owner.init ? source.textOf(owner.init) : ''}`;
}

/** A `require` in the middle of an expression: the module is imported by a name of its own. */
function inline(
  source: Source,
  call: Call,
  name: string,
  { module, style }: ModuleFate,
  member: NodeOf<'MemberExpression'> | undefined,
): void {
  if (name === TOOLBELT && member) {
    const exported = memberName(member);
    if (exported === undefined) throw unclear(call);
    checkExported(name, exported, member);
    const taken = source.imports.find((wanted) => wanted.module === module && wanted.exported === exported);
    const isFree = !source.scopes.isUsed(exported) || topRequired(source, exported);
    const local = taken?.local ?? (isFree ? exported : source.scopes.freshName(`${exported}V2`));
    source.imports.push({ module, exported, local });
    source.edits.replace(member.start, member.end, local);
    return;
  }
  const exported = style === 'default' ? 'default' : '*';
  const taken = source.imports.find((wanted) => wanted.module === module && wanted.exported === exported);
  const wish = name
    .replace(/^node:/, '')
    .replaceAll(/(?<!\W)\W+(\w)/g, (_all, letter: string) => letter.toUpperCase());
  const local = taken?.local ?? source.scopes.freshName(wish.replaceAll(/\W/g, '') || 'module');
  source.imports.push({ module, exported, local });
  source.edits.replace(call.start, call.end, local);
}

/** Whether a name at the top of the file is required from the toolbelt under its own name. */
function topRequired(source: Source, name: string): boolean {
  return source.scopes.all().every((binding) => binding.name !== name || isRequired(source, binding));
}

function unclear(node: AnyNode): NotUnderstood {
  return new NotUnderstood(
    node,
    'This way to require a module was not understood. Import it at the top of the file.',
  );
}
