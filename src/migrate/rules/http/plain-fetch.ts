import type { Source } from '../../source';
import type { AnyNode, Call, NodeOf } from '../../syntax/parse';
import { contains, isCall, isFunction, isMember, propertyName, textValue } from '../../syntax/tree';
import { isText } from '../callback/values';
import type { VisibleOption } from '../visible-options';

const PLAIN = ['method', 'headers', 'body', 'simple'];
const OF_CONNECTION = ['connection', 'content-length', 'keep-alive', 'transfer-encoding'];
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
  if (!isPlainAddress(url) || !arePlain(source, value('headers'), value('body'))) return false;
  const method = value('method');
  if (method !== undefined && !METHODS.includes(textValue(method) ?? '')) return false;
  const parent = tree.parent(call);
  if (parent?.type !== 'AwaitExpression' || tree.parent(parent)?.type !== 'ExpressionStatement') return false;
  return isErrorUnread(source, call);
}

/** Whether the host is written in the URL. request takes users in a URL, and signs that `fetch` does not take. */
function isPlainAddress(url: AnyNode | undefined): boolean {
  const start = url?.type === 'TemplateLiteral' ? url.quasis[0]?.value.cooked : textValue(url);
  return /^https?:\/\/[\w.:-]+\//.test(start ?? '');
}

/**
 * Whether `fetch` sends the same headers and the same body as request, which leaves out headers that are undefined, and adds no content type
 * for a text.
 */
function arePlain(source: Source, headers: AnyNode | undefined, body: AnyNode | undefined): boolean {
  if (headers !== undefined && headers.type !== 'ObjectExpression') return false;
  const names: string[] = [];
  for (const property of headers?.properties ?? []) {
    if (property.type !== 'Property') return false;
    const name = propertyName(property as NodeOf<'Property'>);
    if (name === undefined || !isText(source, property.value as AnyNode)) return false;
    names.push(name.toLowerCase());
  }
  if (names.some((name) => OF_CONNECTION.includes(name))) return false;
  if (body === undefined) return true;
  const isJson = isCall(body) && isMember(body.callee, 'JSON', 'stringify');
  return names.includes('content-type') && (isJson || isText(source, body));
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
