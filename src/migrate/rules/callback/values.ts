import type { Source } from '../../source';
import type { AnyNode, Call } from '../../syntax/parse';
import { isCall, isFunction, isMember, memberName, textValue, withoutAwait } from '../../syntax/tree';

/** What the first argument of the callback is: nothing, certainly a failure, or not known before it runs. */
export type Failing = 'no' | 'yes' | 'unknown';

/** How a failure is written: as it is, as the message of an Error, or through the helper `toError`. */
export type Wrapping = 'none' | 'message' | 'json' | 'helper';

const SYNCHRONOUS = /^(JSON|Object|Math|Number|String|Array|Buffer|Date)\b/;
/** Methods of arrays, texts, numbers and dates, which give no promise. */
const SYNCHRONOUS_METHODS =
  /\.(map|filter|slice|concat|join|split|trim|replace|replaceAll|toString|toISOString|toFixed|toUpperCase|toLowerCase|includes|indexOf|startsWith|endsWith|substring|some|every|flat|keys|entries|sort|reverse|charAt|match|test)$/;

export function failing(source: Source, error: AnyNode | undefined): Failing {
  if (error === undefined || isNothing(error)) return 'no';
  switch (error.type) {
    case 'NewExpression':
    case 'ObjectExpression':
    case 'ArrayExpression':
    case 'TemplateLiteral':
    case 'Literal':
      return 'yes';
    case 'BinaryExpression':
    case 'UnaryExpression':
      return 'yes';
    case 'Identifier':
      return isFailure(source, error) ? 'yes' : 'unknown';
    case 'ConditionalExpression': {
      const arms = [failing(source, error.consequent), failing(source, error.alternate)];
      return arms.every((arm) => arm === 'yes') ? 'yes' : 'unknown';
    }
    case 'LogicalExpression':
      return error.operator !== '&&' && failing(source, error.right) === 'yes' ? 'yes' : 'unknown';
    default:
      return isErrorCall(error) || isText(source, error) || makesError(source, error) ? 'yes' : 'unknown';
  }
}

export function wrapping(source: Source, error: AnyNode): Wrapping {
  if (error.type === 'NewExpression' || isErrorCall(error) || makesError(source, error)) return 'none';
  if (isText(source, error)) return 'message';
  if (error.type === 'Literal' || error.type === 'ArrayExpression') return 'json';
  const binding = source.scopes.of(error);
  const initial = source.scopes.initial(binding);
  if (initial?.type === 'NewExpression') return 'none';
  const isUsual = isCaught(source, error) || isNodeError(source, error);
  if (isUsual && !throwsNoErrors(source)) return 'none';
  return 'helper';
}

/** Whether the value of an expression may be a promise that nobody has waited for. */
export function mayBePromise(
  source: Source,
  value: AnyNode | null | undefined,
  seen: ReadonlySet<AnyNode> = new Set(),
): boolean {
  if (value === undefined || value === null || seen.has(value)) return false;
  const may = (part: AnyNode | null | undefined) => mayBePromise(source, part, new Set([...seen, value]));
  switch (value.type) {
    case 'Identifier':
      return valuesOf(source, value).some(may);
    case 'ConditionalExpression':
      return may(value.consequent) || may(value.alternate);
    case 'LogicalExpression':
      return may(value.left) || may(value.right);
    case 'AssignmentExpression':
      return may(value.right);
    case 'SequenceExpression':
      return may(value.expressions.at(-1));
    case 'ChainExpression':
      return may(value.expression);
    case 'NewExpression':
      return source.textOf(value.callee).includes('Promise');
    case 'ImportExpression':
    case 'TaggedTemplateExpression':
      return true;
    case 'CallExpression': {
      const callee = source.textOf(value.callee);
      return !SYNCHRONOUS.test(callee) && !SYNCHRONOUS_METHODS.test(callee);
    }
    default:
      return false;
  }
}

/** Every value that a name gets, if the file shows it. This includes the arguments of calls of its function. */
function valuesOf(source: Source, id: AnyNode): (AnyNode | null | undefined)[] {
  const binding = source.scopes.of(id);
  if (binding === undefined) return [];
  const { owner } = binding;
  const written = binding.writes.map((write) => {
    const assignment = source.tree.parent(write);
    return assignment?.type === 'AssignmentExpression' ? assignment.right : undefined;
  });
  if (owner.type === 'VariableDeclarator')
    return owner.id === binding.id ? [owner.init, ...written] : written;
  if (binding.kind !== 'param' || !isFunction(owner)) return written;
  const index = (owner.params as AnyNode[]).indexOf(binding.id);
  const declarator = source.tree.parent(owner);
  const name = owner.id ?? (declarator?.type === 'VariableDeclarator' ? declarator.id : undefined);
  const given = (source.scopes.of(name as AnyNode)?.references ?? []).map((reference) => {
    const call = source.tree.parent(reference);
    return isCall(call) && call.callee === reference ? (call.arguments[index] as AnyNode) : undefined;
  });
  return [...given, ...written];
}

/** Whether a node is `null`, `undefined` or `void 0`. */
export function isNothing(node: AnyNode): boolean {
  if (node.type === 'Literal') return node.value === null && node.raw === 'null';
  if (node.type === 'Identifier') return node.name === 'undefined';
  return node.type === 'UnaryExpression' && node.operator === 'void' && node.argument.type === 'Literal';
}

/** `new Error(…)` without `new`. */
function isErrorCall(node: AnyNode): boolean {
  return (
    isCall(node) && node.callee.type === 'Identifier' && /^[A-Z]\w*Error$|^Error$/.test(node.callee.name)
  );
}

/** Whether an expression adds something to a new error, or calls a function of the file that only returns a new error. */
function makesError(source: Source, node: AnyNode): boolean {
  if (!isCall(node)) return false;
  if (isMember(node.callee, 'Object', 'assign')) return node.arguments[0]?.type === 'NewExpression';
  const binding = source.scopes.of(node.callee);
  const fn = binding?.kind === 'function' ? binding.owner : source.scopes.initial(binding);
  if (!isFunction(fn) || fn.async || fn.generator || (binding?.writes.length ?? 0) > 0) return false;
  const only = fn.body.type === 'BlockStatement' && fn.body.body.length === 1 ? fn.body.body[0] : fn.body;
  const value = only?.type === 'ReturnStatement' ? only.argument : only;
  return (
    value?.type === 'NewExpression' && value.callee.type === 'Identifier' && /Error$/.test(value.callee.name)
  );
}

/** Methods of texts that give texts. */
const TEXT_METHODS =
  /^(slice|substring|substr|trim|replace|replaceAll|toUpperCase|toLowerCase|toString|concat|padStart|padEnd)$/;

/** Whether an expression is a text, as far as the file shows it. */
export function isText(source: Source, node: AnyNode): boolean {
  if (textValue(node) !== undefined || node.type === 'TemplateLiteral') return true;
  if (node.type === 'Identifier') {
    const initial = source.scopes.initial(source.scopes.of(node));
    return initial !== undefined && isText(source, initial);
  }
  if (node.type === 'MemberExpression' && ['message', 'stack', 'name'].includes(memberName(node) ?? '')) {
    return isCaught(source, node.object as AnyNode) && !throwsNoErrors(source);
  }
  if (node.type === 'ConditionalExpression') {
    return isText(source, node.consequent) && isText(source, node.alternate);
  }
  if (isCall(node) && node.callee.type === 'MemberExpression') {
    const isOfText = TEXT_METHODS.test(memberName(node.callee) ?? '');
    if (isOfText && isText(source, node.callee.object as AnyNode)) return true;
  }
  if (isCall(node) && node.callee.type === 'Identifier' && node.callee.name === 'String') return true;
  if (isCall(node) && isMember(node.callee, 'JSON', 'stringify')) {
    const [value] = node.arguments as AnyNode[];
    return value !== undefined && (value.type === 'ObjectExpression' || isCaught(source, value));
  }
  if (node.type !== 'BinaryExpression' || node.operator !== '+') return false;
  return isText(source, node.left as AnyNode) || isText(source, node.right);
}

/** Whether a name stands for something that failed: a caught error, or one that an `if` has found. */
function isFailure(source: Source, id: AnyNode): boolean {
  const initial = source.scopes.initial(source.scopes.of(id));
  if (initial !== undefined && failing(source, initial) === 'yes') return true;
  return isCaught(source, id) || isGuarded(source, id);
}

/** Whether a name is the parameter of a `catch` or of a function that gets what a promise was rejected with. */
export function isCaught(source: Source, id: AnyNode): boolean {
  const binding = source.scopes.of(id);
  if (binding === undefined || binding.writes.length > 0) return false;
  if (binding.kind === 'catch')
    return binding.owner.type === 'CatchClause' && binding.owner.param === binding.id;
  if (binding.kind !== 'param' || !isFunction(binding.owner) || binding.owner.params[0] !== binding.id) {
    return false;
  }
  if (isRejectionHandler(source, binding.owner) || isErrorListener(source, binding.owner)) return true;
  const name = source.scopes.of(binding.owner.id);
  const references = binding.owner.type === 'FunctionDeclaration' ? (name?.references ?? []) : [];
  return references.length > 0 && references.every((reference) => isRejectionHandler(source, reference));
}

/** Whether a function stands where a promise hands over what it was rejected with. */
export function isRejectionHandler(source: Source, handler: AnyNode): boolean {
  const call = source.tree.parent(handler);
  if (!isCall(call) || call.callee.type !== 'MemberExpression') return false;
  const { property } = call.callee;
  const name = property.type === 'Identifier' ? property.name : '';
  return (
    (name === 'catch' && call.arguments[0] === handler) || (name === 'then' && call.arguments[1] === handler)
  );
}

/** Whether a function is the listener in `.on('error', listener)`. */
function isErrorListener(source: Source, listener: AnyNode): boolean {
  const call = source.tree.parent(listener);
  if (!isCall(call) || call.callee.type !== 'MemberExpression' || call.arguments[1] !== listener)
    return false;
  const isOn = ['on', 'once'].includes(memberName(call.callee) ?? '');
  return isOn && textValue(call.arguments[0] as AnyNode) === 'error';
}

/** Whether a name is the first of two parameters of a function that is the last argument of a call, as Node has it. */
function isNodeError(source: Source, id: AnyNode): boolean {
  const binding = source.scopes.of(id);
  if (binding === undefined || binding.writes.length > 0 || !isFunction(binding.owner)) return false;
  const call = source.tree.parent(binding.owner);
  const isFirst = binding.owner.params[0] === binding.id && binding.owner.params.length > 1;
  return isFirst && isCall(call) && call.arguments.at(-1) === binding.owner;
}

/** Whether an `if (error)` around a name has found that it is a failure. */
function isGuarded(source: Source, id: AnyNode): boolean {
  const binding = source.scopes.of(id);
  if (binding === undefined || binding.writes.length > 0) return false;
  let child = id;
  for (const node of source.tree.around(id)) {
    if (isFunction(node)) return false;
    if (node.type === 'IfStatement' && node.consequent === child && proves(source, node.test, binding))
      return true;
    if (
      node.type === 'ConditionalExpression' &&
      node.consequent === child &&
      proves(source, node.test, binding)
    ) {
      return true;
    }
    child = node;
  }
  return false;
}

function proves(source: Source, test: AnyNode, binding: object): boolean {
  if (test.type === 'Identifier') return source.scopes.of(test) === binding;
  if (test.type !== 'BinaryExpression' || test.operator !== '!=') return false;
  return source.scopes.of(test.left) === binding && isNothing(test.right);
}

/** Whether the file throws, or rejects with, something that may be no Error. */
function throwsNoErrors(source: Source): boolean {
  const isNoError = (node: AnyNode | undefined | null): boolean => {
    if (node === undefined || node === null) return true;
    if (node.type === 'NewExpression' || isErrorCall(node)) return false;
    if (isCaught(source, node) || isNodeError(source, node)) return false;
    if (isCall(node) && isMember(node.callee, 'Object', 'assign')) return isNoError(node.arguments[0]);
    const initial = source.scopes.initial(source.scopes.of(node));
    return initial === undefined || isNoError(initial);
  };
  const isReject = ({ callee }: Call) =>
    isMember(callee, 'Promise', 'reject') ||
    (callee.type === 'Identifier' && /^rej(ect)?$/i.test(callee.name));
  return (
    source.tree.ofType('ThrowStatement').some(({ argument }) => isNoError(argument)) ||
    source.tree.ofType('CallExpression').some((call) => isReject(call) && isNoError(call.arguments[0]))
  );
}

/** Whether evaluating a value has an effect that must not be lost. */
export function hasEffect(node: AnyNode | undefined): boolean {
  if (node === undefined) return false;
  const value = withoutAwait(node);
  if (value !== node) return true;
  switch (value.type) {
    case 'Identifier':
    case 'Literal':
    case 'ArrowFunctionExpression':
    case 'FunctionExpression':
    case 'ThisExpression':
      return false;
    case 'MemberExpression':
      return hasEffect(value.object as AnyNode) || (value.computed && hasEffect(value.property as AnyNode));
    case 'TemplateLiteral':
      return value.expressions.some((part) => hasEffect(part));
    case 'BinaryExpression':
      return hasEffect(value.left as AnyNode) || hasEffect(value.right);
    case 'UnaryExpression':
      return value.operator === 'delete' || hasEffect(value.argument);
    case 'ArrayExpression':
      return value.elements.some((part) => part !== null && hasEffect(part));
    case 'ObjectExpression':
      return value.properties.some(
        (property) => property.type !== 'Property' || hasEffect(property.value as AnyNode),
      );
    default:
      return true;
  }
}
