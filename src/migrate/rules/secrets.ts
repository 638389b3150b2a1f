import { NotUnderstood } from '../leftover';
import type { Source } from '../source';
import type { AnyNode, Call } from '../syntax/parse';
import { isCall, memberName, propertyName, textValue } from '../syntax/tree';
import { clientUses, factoryCalls, methodCalls } from './toolbelt';
import { visibleOptions } from './visible-options';

/** The secrets that the platform makes, and their names in V2. */
export const SYSTEM_SECRETS: Readonly<Record<string, string>> = {
  'lp-faas-default-app-key': 'LIVEPERSON_DEFAULT_APP_KEY',
  'lp-faas-orchestrator-app-key': 'LIVEPERSON_DEFAULT_APP_KEY',
};

const NO_USED_SECRETS = 'V2 has no getUsedSecrets. Remember what the function read.';

/** SecretClient: names of the system's secrets, and V2's cache of 5 minutes. */
export function rewriteSecrets(source: Source): void {
  const calls = methodCalls(source, 'SecretClient');
  const writes = calls.some(({ method }) => method === 'updateSecret');
  const updates = source.tree.ofType('MemberExpression').some((node) => memberName(node) === 'updateSecret');
  for (const { method, call } of calls) {
    source.attempt('secrets', () => {
      if (method === 'readSecret') rewriteRead(source, call, writes);
      else if (method === 'updateSecret') checkUpdate(source, call);
      else if (method === 'getUsedSecrets') {
        throw new NotUnderstood(call, NO_USED_SECRETS);
      } else throw new NotUnderstood(call, `V2's SecretClient has no ${method}.`);
    });
  }
  const known = new Set(calls.map(({ call }) => call));
  for (const call of factoryCalls(source, 'SecretClient').length > 0
    ? source.tree.ofType('CallExpression')
    : []) {
    if (call.callee.type !== 'MemberExpression' || memberName(call.callee) !== 'getUsedSecrets') continue;
    if (!known.has(call)) source.leave('secrets', call, NO_USED_SECRETS);
  }
  for (const { node } of clientUses(source, 'SecretClient')) {
    const parent = source.tree.parent(node);
    const isHanded = isCall(parent) && parent.callee !== node;
    const isFollowed = parent?.type === 'MemberExpression' && parent.object === node;
    if (isHanded || (!isFollowed && updates)) leaveCache(source, node);
  }
  renameSystemSecrets(source);
}

/** A value that is read back after an update must not come from the cache. */
function rewriteRead(source: Source, call: Call, writes: boolean): void {
  const [key, options] = call.arguments;
  // V1 ignores a second argument. V2 reads { useCache, timeout } there.
  if (options !== undefined) return;
  if (writes && key !== undefined) source.edits.insert(key.end, ', { useCache: false }');
}

function checkUpdate(source: Source, call: Call): void {
  const key = visibleOptions(source, call.arguments[0] as AnyNode)?.find(({ name }) => name === 'key');
  const name = textValue(key?.value);
  if (name === undefined || !(name in SYSTEM_SECRETS)) return;
  throw new NotUnderstood(
    call,
    "V2's own secrets cannot be updated. Keep this value in a secret of your own.",
  );
}

function leaveCache(source: Source, node: AnyNode): void {
  const message =
    'V2 reads secrets from a cache of 5 minutes. Give { useCache: false } where a value is read after it was updated.';
  source.leave('secrets', node, message);
}

/** Renames the system's secrets where they are named as a secret: in an argument of readSecret, or in a `key` or `appKeySecretName`. */
function renameSystemSecrets(source: Source): void {
  for (const node of source.tree.nodes) {
    const name = textValue(node);
    if (name === undefined || !Object.hasOwn(SYSTEM_SECRETS, name)) continue;
    const quote = source.text[node.start];
    source.edits.replace(node.start, node.end, `${quote}${SYSTEM_SECRETS[name]}${quote}`);
    const property = source.tree.parent(node);
    const isKey =
      property?.type === 'Property' && ['key', 'appKeySecretName'].includes(propertyName(property) ?? '');
    const isArgument = isCall(property) || property?.type === 'VariableDeclarator';
    if (!isKey && !isArgument) {
      source.leave(
        'secrets',
        node,
        'The name of a secret of the system was changed to its name in V2. Check that it is meant.',
      );
    }
  }
}
