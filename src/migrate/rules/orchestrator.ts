import { NotUnderstood } from '../leftover';
import type { Source } from '../source';
import type { AnyNode, NodeOf } from '../syntax/parse';
import { isFunction, propertyName, textValue } from '../syntax/tree';
import { factoryCalls, methodCalls } from './toolbelt';

/** OrchestratorClient: headers of an invocation are an object in V2, and a retryFunction gets an error that may have no cause. */
export function rewriteOrchestrator(source: Source): void {
  const calls = methodCalls(source, 'OrchestratorClient');
  if (factoryCalls(source, 'OrchestratorClient').length === 0) return;
  for (const { method, call } of calls) {
    if (method !== 'invoke') source.leave('orchestrator', call, `V2's OrchestratorClient has no ${method}.`);
  }
  for (const property of source.tree.ofType('Property')) {
    const name = propertyName(property);
    const object = source.tree.parent(property);
    if (object?.type !== 'ObjectExpression' || !isInvocation(object)) continue;
    source.attempt('orchestrator', () => {
      if (name === 'headers') rewriteHeaders(source, property.value as AnyNode);
      if (name === 'retries') checkRetries(property.value as AnyNode);
      if (name === 'retryFunction') checkRetry(source, property.value as AnyNode);
    });
  }
}

function isInvocation(object: NodeOf<'ObjectExpression'>): boolean {
  return object.properties.some(
    (property) => property.type === 'Property' && propertyName(property as NodeOf<'Property'>) === 'uuid',
  );
}

/** `[{ key, value }]` → `{ key: value }`. */
function rewriteHeaders(source: Source, node: AnyNode): void {
  const value = node.type === 'Identifier' ? source.scopes.initial(source.scopes.of(node)) : node;
  if (value?.type === 'ObjectExpression') return;
  if (value?.type !== 'ArrayExpression' || value !== node) {
    throw new NotUnderstood(node, 'V2 takes the headers of an invocation as an object of names and values.');
  }
  const parts = value.elements.map((element) => {
    const found = new Map<string, AnyNode>();
    for (const property of element?.type === 'ObjectExpression' ? element.properties : []) {
      if (property.type === 'Property') {
        found.set(propertyName(property as NodeOf<'Property'>) ?? '', property.value as AnyNode);
      }
    }
    const [key, content] = [found.get('key'), found.get('value')];
    if (key === undefined || content === undefined || found.size !== 2) {
      throw new NotUnderstood(
        value,
        'V2 takes the headers of an invocation as an object of names and values.',
      );
    }
    const name = textValue(key) === undefined ? `[${source.textOf(key)}]` : source.textOf(key);
    return `${name}: ${source.textOf(content)}`;
  });
  source.edits.replace(value.start, value.end, parts.length === 0 ? '{}' : `{ ${parts.join(', ')} }`);
}

/** V1 counts how often an invocation is repeated, and V2 how often it is tried (docs/platform.md, "OrchestratorClient"). */
function checkRetries(node: AnyNode): void {
  const isNumber = node.type === 'Literal' && typeof node.value === 'number';
  const advice = isNumber ? ` Write ${Number(node.value) + 1}, and take this comment away.` : ' Add 1.';
  throw new NotUnderstood(node, `V2 counts the tries with the first one, and takes 0 for 3.${advice}`);
}

function checkRetry(source: Source, node: AnyNode): void {
  const binding = source.scopes.of(node);
  const owner = binding?.owner;
  const initial = source.scopes.initial(binding);
  const fn = [node, initial, owner].find((candidate) => isFunction(candidate));
  if (isFunction(fn) && fn.params.length < 2) return;
  throw new NotUnderstood(
    node,
    'V2 calls retryFunction(statusCode, error): after a status the error has no cause. Read error?.cause?.code.',
  );
}
