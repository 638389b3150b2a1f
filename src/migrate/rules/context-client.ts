import { NotUnderstood } from '../leftover';
import type { Source } from '../source';
import type { AnyNode, NodeOf } from '../syntax/parse';
import { memberName, propertyName } from '../syntax/tree';
import { clientUses, factoryCalls } from './toolbelt';
import { isAccount } from './variables';

/** ContextServiceClient: V2 takes only the API key, and uses the account of the function. */
export function rewriteContextClient(source: Source): void {
  for (const call of factoryCalls(source, 'ContextServiceClient')) {
    source.attempt('context-client', () => {
      const [config] = call.arguments as (AnyNode | undefined)[];
      if (config === undefined) throw new NotUnderstood(call, 'V2 needs the API key as the argument.');
      if (config.type === 'Literal' || config.type === 'TemplateLiteral') return;
      const object = config.type === 'Identifier' ? source.scopes.initial(source.scopes.of(config)) : config;
      if (object?.type !== 'ObjectExpression') {
        throw new NotUnderstood(
          config,
          'Whether this is the API key or { accountId, apiKey } is not visible. V2 takes the key.',
        );
      }
      const key = checkConfig(source, object);
      if (config === object) {
        source.edits.markGone(config.start, key.start);
        source.edits.markGone(key.end, config.end);
        source.edits.replace(config.start, key.start, '');
        source.edits.replace(key.end, config.end, '');
      } else source.edits.insert(config.end, '.apiKey');
    });
  }
  for (const { node } of clientUses(source, 'ContextServiceClient')) {
    const member = source.tree.parent(node);
    if (member?.type !== 'MemberExpression' || member.object !== node || memberName(member) !== 'accountId')
      continue;
    source.edits.replace(member.start, member.end, `${source.global('process')}.env.X_LIVEPERSON_BRAND_ID`);
  }
}

/** The API key of `{ accountId, apiKey }`, when the account is that of the function. @throws NotUnderstood */
function checkConfig(source: Source, object: NodeOf<'ObjectExpression'>): AnyNode {
  let key: AnyNode | undefined;
  for (const property of object.properties) {
    const name = property.type === 'Property' ? propertyName(property as NodeOf<'Property'>) : undefined;
    const value = property.type === 'Property' ? (property.value as AnyNode) : undefined;
    if (name === 'apiKey') key = value;
    else if (name !== 'accountId' || !isAccount(source, value)) {
      const message =
        'V2 takes the account of the function. Check that this is the same account, and leave it out then.';
      throw new NotUnderstood(property as AnyNode, message);
    }
  }
  if (key === undefined) throw new NotUnderstood(object, 'V2 needs the API key, and none is visible here.');
  return key;
}
