import { NotUnderstood } from '../../leftover';
import type { Source } from '../../source';
import type { AnyNode, Call, FunctionNode, NodeOf } from '../../syntax/parse';
import { contains, isCall, isFunction, isMember, memberName, propertyName } from '../../syntax/tree';
import { findLambda } from '../callback/lambda';
import { isCaught } from '../callback/values';

const OF_RESPONSE = ['statusCode', 'statusMessage', 'body', 'headers'];
const MORE = [
  'request',
  'toJSON',
  'caseless',
  'rawHeaders',
  'httpVersion',
  'socket',
  'req',
  'client',
  'connection',
];

/** Checks that only the members which the helper has are read of a full response. @throws NotUnderstood */
export function checkFullResponse(source: Source, call: Call): void {
  const { tree } = source;
  let value: AnyNode = call;
  let parent = tree.parent(value);
  if (parent?.type === 'AwaitExpression') {
    value = parent;
    parent = tree.parent(value);
    if (parent?.type === 'VariableDeclarator' && parent.init === value)
      checkPattern(source, parent.id as AnyNode);
    else checkUse(source, value);
    return;
  }
  if (parent?.type === 'MemberExpression' && memberName(parent) === 'then') {
    const then = tree.parent(parent);
    const handler = isCall(then) ? then.arguments[0] : undefined;
    const fn = isFunction(handler) ? handler : functionOf(source, handler as AnyNode | undefined);
    if (fn === undefined) throw notGiven((handler ?? call) as AnyNode, undefined);
    if (fn.params[0]) checkPattern(source, fn.params[0] as AnyNode);
    return;
  }
  if (parent?.type === 'VariableDeclarator' || isFunction(parent) || parent?.type === 'ReturnStatement') {
    refuseMoreAnywhere(source);
    return;
  }
  checkUse(source, value);
}

/** The function of the file that a name stands for. */
function functionOf({ scopes }: Source, id: AnyNode | undefined): FunctionNode | undefined {
  const binding = scopes.of(id);
  if (binding === undefined || binding.writes.length > 0) return undefined;
  const fn = binding.kind === 'function' ? binding.owner : scopes.initial(binding);
  return isFunction(fn) ? fn : undefined;
}

function checkPattern(source: Source, pattern: AnyNode): void {
  if (pattern.type === 'ObjectPattern') {
    for (const property of pattern.properties) {
      const name = property.type === 'Property' ? propertyName(property as NodeOf<'Property'>) : undefined;
      if (name === undefined || !OF_RESPONSE.includes(name)) throw notGiven(property as AnyNode, name);
    }
  } else if (pattern.type === 'Identifier') {
    for (const reference of source.scopes.of(pattern)?.references ?? []) checkUse(source, reference);
  } else throw notGiven(pattern, undefined);
}

/** One use of a full response. */
function checkUse(source: Source, value: AnyNode): void {
  const parent = source.tree.parent(value);
  if (parent?.type === 'MemberExpression' && parent.object === value) {
    const name = memberName(parent);
    if (name === undefined || !OF_RESPONSE.includes(name)) throw notGiven(parent, name);
    return;
  }
  if (parent?.type === 'VariableDeclarator' && parent.init === value) {
    checkPattern(source, parent.id as AnyNode);
    return;
  }
  const isArgument = isCall(parent) && parent.callee !== value;
  if ((isArgument && isShown(source, parent)) || isAnswered(source, value, parent)) {
    throw new NotUnderstood(
      value,
      'The whole response is shown or answered. In V1 that was statusCode, body, headers and request: choose what you need.',
    );
  }
  if (parent?.type === 'ReturnStatement') refuseMoreAnywhere(source);
}

/** Whether a call writes its arguments as text or JSON: a log, `JSON.stringify`, or the callback. */
function isShown(source: Source, { callee }: Call): boolean {
  if (isMember(callee, 'JSON', 'stringify')) return true;
  if (callee.type === 'MemberExpression') {
    return callee.object.type === 'Identifier' && callee.object.name === 'console';
  }
  const callback = findLambda(source)?.params[1];
  return callback !== undefined && source.scopes.of(callee)?.id === callback;
}

/** Whether the lambda of a file that was rewritten before answers with a value. */
function isAnswered(source: Source, value: AnyNode, parent: AnyNode | undefined): boolean {
  const lambda = findLambda(source);
  const isReturned = parent?.type === 'ReturnStatement' || (isFunction(parent) && parent.body === value);
  return source.isModule && isReturned && lambda !== undefined && contains(lambda, value);
}

function refuseMoreAnywhere(source: Source): void {
  const found = source.tree
    .ofType('MemberExpression')
    .find((member) => MORE.includes(memberName(member) ?? '') && member.object.type === 'Identifier');
  if (found) throw notGiven(found, memberName(found));
}

function notGiven(node: AnyNode, name: string | undefined): NotUnderstood {
  const what =
    name === undefined
      ? 'What is read of the response is not visible'
      : `The response of fetch has no ${name}`;
  return new NotUnderstood(node, `${what}. The status, the headers and the body are there.`);
}

/** Reports the places that read more of an error than the helper has. */
export function leaveErrorReads(source: Source): void {
  for (const call of source.tree.ofType('CallExpression')) {
    const [value] = call.arguments as AnyNode[];
    if (!isMember(call.callee, 'JSON', 'stringify') || !value || !isCaught(source, value)) continue;
    const message =
      'JSON of an error of a request: options and response differ from V1. Write the message and the statusCode.';
    source.leave('http-client', call, message);
  }
  for (const literal of source.tree.ofType('Literal')) {
    if (literal.value !== 'ETIMEDOUT') continue;
    const around = source.tree.parent(literal);
    if (
      around?.type !== 'BinaryExpression' &&
      around?.type !== 'ArrayExpression' &&
      around?.type !== 'SwitchCase'
    )
      continue;
    source.leave(
      'http-client',
      literal,
      'request said ETIMEDOUT when no connection was made within the timeout. With fetch that is ESOCKETTIMEDOUT, as without an answer: compare with both.',
    );
  }
}
