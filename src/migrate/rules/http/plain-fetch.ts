import type { Source } from '../../source';
import type { AnyNode, Call } from '../../syntax/parse';
import { contains, isFunction, textValue } from '../../syntax/tree';
import type { VisibleOption } from '../visible-options';

const PLAIN = ['method', 'headers', 'body', 'simple'];
const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];

/**
 * Whether nothing reads what request returned, so that plain `fetch` does the same: `await client(url, { simple: false })` whose value is
 * not used, in a `try` whose `catch` does not read the error.
 */
export function isUnread(source: Source, call: Call, options: readonly VisibleOption[]): boolean {
  const { tree } = source;
  const [url, object] = call.arguments;
  if (url?.type === 'ObjectExpression' || object?.type !== 'ObjectExpression') return false;
  if (object.properties.length !== options.length || !options.every(({ name }) => PLAIN.includes(name)))
    return false;
  const value = (name: string) => options.find((option) => option.name === name)?.value;
  const simple = value('simple');
  if (simple?.type !== 'Literal' || simple.value !== false) return false;
  const method = value('method');
  if (method !== undefined && !METHODS.includes(textValue(method) ?? '')) return false;
  const parent = tree.parent(call);
  if (parent?.type !== 'AwaitExpression' || tree.parent(parent)?.type !== 'ExpressionStatement') return false;
  return isErrorUnread(source, call);
}

/** Whether the innermost `catch` around a node takes its error without a look at it. */
function isErrorUnread({ tree, scopes }: Source, node: AnyNode): boolean {
  for (const at of tree.around(node)) {
    if (isFunction(at)) return false;
    if (at.type !== 'TryStatement' || !at.handler || !contains(at.block, node)) continue;
    const { param } = at.handler;
    if (!param) return true;
    return param.type === 'Identifier' && scopes.of(param)?.references.length === 0;
  }
  return false;
}
