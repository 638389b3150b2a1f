import type { Source } from '../source';
import type { AnyNode, Call, NodeOf } from '../syntax/parse';
import { isFunction, memberName, propertyName } from '../syntax/tree';
import { isNothing } from './callback/values';

/** A client that is kept as a property of an object or of the instances of a class. */
export interface KeptClient {
  /** The call that makes it. */
  readonly call: Call;
  /** What declares the property: a property of an object, fields of a class, and the statement with an assignment. */
  readonly places: readonly AnyNode[];
  /** The declaration of the object. Undefined for a class. */
  readonly declarator?: AnyNode;
  /** The places that read the property. */
  readonly members: readonly AnyNode[];
}

type Member = NodeOf<'MemberExpression'>;
type Class = NodeOf<'ClassDeclaration' | 'ClassExpression'>;

/**
 * The clients among some calls that are kept, if every use of them is visible: `const clients = { http: client() }`,
 * `clients.http = client()`, and in a class `http = client()` and `this.http = client()`.
 */
export function keptClients(source: Source, calls: readonly Call[]): KeptClient[] {
  return calls.flatMap((call) => {
    const place = source.tree.parent(call);
    if (place?.type === 'Property' && place.value === call) return inObject(source, call, place) ?? [];
    if (place?.type === 'PropertyDefinition' && place.value === call && !place.static) {
      return inClass(source, call, place, nameOf(place.key as AnyNode, place.computed)) ?? [];
    }
    const statement = place && source.tree.parent(place);
    if (place?.type !== 'AssignmentExpression' || place.operator !== '=' || place.right !== call) return [];
    if (statement?.type !== 'ExpressionStatement' || place.left.type !== 'MemberExpression') return [];
    const { object, property, computed } = place.left;
    if (object.type === 'ThisExpression') {
      return inClass(source, call, statement, nameOf(property as AnyNode, computed)) ?? [];
    }
    return assigned(source, call, statement, place.left) ?? [];
  });
}

/** The name of a property. A private name has its `#`. Undefined when it is not visible. */
function nameOf(key: AnyNode, computed: boolean): string | undefined {
  if (key.type === 'PrivateIdentifier') return `#${key.name}`;
  return key.type === 'Identifier' && !computed ? key.name : undefined;
}

function readName(member: Member): string | undefined {
  return member.property.type === 'PrivateIdentifier' ? `#${member.property.name}` : memberName(member);
}

/** `const clients = { http: client() }` */
function inObject(source: Source, call: Call, property: NodeOf<'Property'>): KeptClient | undefined {
  const object = source.tree.parent(property);
  const declarator = object && source.tree.parent(object);
  if (declarator?.type !== 'VariableDeclarator' || declarator.init !== object) return undefined;
  const members = membersOf(source, declarator, propertyName(property));
  if (members?.every((member) => !isReplaced(source, member)) !== true) return undefined;
  return { call, places: [property], declarator, members };
}

/** `clients.http = client()` */
function assigned(source: Source, call: Call, statement: AnyNode, target: Member): KeptClient | undefined {
  const declarator = source.scopes.of(target.object)?.owner;
  if (declarator?.type !== 'VariableDeclarator' || declarator.init?.type !== 'ObjectExpression')
    return undefined;
  const name = memberName(target);
  const isGiven = declarator.init.properties.some(
    (property) => property.type !== 'Property' || propertyName(property as NodeOf<'Property'>) === name,
  );
  const members = membersOf(source, declarator, name)?.filter((member) => member !== target);
  if (isGiven || members?.every((member) => !isReplaced(source, member)) !== true) return undefined;
  return { call, places: [statement], declarator, members };
}

/** The places that read a property of an object, if the object is used in no other way than by its properties. */
function membersOf(source: Source, declarator: AnyNode, name: string | undefined): Member[] | undefined {
  const binding =
    declarator.type === 'VariableDeclarator' ? source.scopes.of(declarator.id as AnyNode) : undefined;
  if (name === undefined || binding === undefined || binding.writes.length > 0) return undefined;
  const members: Member[] = [];
  for (const reference of binding.references) {
    const member = source.tree.parent(reference);
    if (member?.type !== 'MemberExpression' || member.object !== reference) return undefined;
    if (memberName(member) === undefined) return undefined;
    if (memberName(member) === name) members.push(member);
  }
  return members;
}

/** A client of the instances of a class, if every place that names the property reads it from `this` in the class. */
function inClass(
  source: Source,
  call: Call,
  place: AnyNode,
  name: string | undefined,
): KeptClient | undefined {
  const { tree } = source;
  const body = classAround(source, place);
  if (name === undefined || body === undefined || isExtended(source, body)) return undefined;
  const fields = tree
    .ofType('PropertyDefinition')
    .filter(
      (field) =>
        field !== place &&
        tree.parent(field) === body &&
        nameOf(field.key as AnyNode, field.computed) === name,
    );
  if (fields.some(({ value }) => value && !isNothing(value))) return undefined;
  const members: Member[] = [];
  for (const member of tree.ofType('MemberExpression')) {
    const isOwn = member.object.type === 'ThisExpression' && classAround(source, member) === body;
    if (isOwn && readName(member) === undefined) return undefined;
    if (readName(member) !== name || tree.parent(member) === tree.parent(call)) continue;
    if (!isOwn || isReplaced(source, member)) return undefined;
    members.push(member);
  }
  const isTakenApart = tree
    .ofType('ObjectPattern')
    .some(({ properties }) =>
      properties.some(
        (part) => part.type === 'Property' && propertyName(part as NodeOf<'Property'>) === name,
      ),
    );
  return isTakenApart ? undefined : { call, places: [place, ...fields], members };
}

/** The body of the class whose instances `this` is at a place. Undefined elsewhere, and in static parts of a class. */
function classAround({ tree }: Source, place: AnyNode): AnyNode | undefined {
  for (const at of tree.around(place)) {
    const isOwner = isFunction(at) && at.type !== 'ArrowFunctionExpression';
    const part = at.type === 'PropertyDefinition' ? at : isOwner ? tree.parent(at) : undefined;
    if (part === undefined) continue;
    if (part.type !== 'PropertyDefinition' && part.type !== 'MethodDefinition') return undefined;
    return part.static ? undefined : tree.parent(part);
  }
  return undefined;
}

/** Whether a class has a class above it, or may have one below it. */
function isExtended({ tree, scopes }: Source, body: AnyNode): boolean {
  const own = tree.parent(body) as Class;
  if (own.superClass) return true;
  const classes = [...tree.ofType('ClassDeclaration'), ...tree.ofType('ClassExpression')];
  return classes.some(({ superClass }) => {
    const binding = superClass ? scopes.of(superClass) : undefined;
    return binding !== undefined && (binding.owner === own || scopes.initial(binding) === own);
  });
}

function isReplaced({ tree }: Source, member: AnyNode): boolean {
  const parent = tree.parent(member);
  if (parent?.type === 'AssignmentExpression') return parent.left === member;
  return parent?.type === 'UnaryExpression' && parent.operator === 'delete';
}
