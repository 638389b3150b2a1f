import type { Source } from '../source';
import type { AnyNode } from '../syntax/parse';
import { memberName } from '../syntax/tree';
import { factoryCalls } from './toolbelt';

/** ConversationUtil: keywords are texts in V2 (docs/platform.md, "The toolbelt of V2"). */
export function leaveKeywords(source: Source): void {
  if (factoryCalls(source, 'ConversationUtil').length === 0) return;
  for (const call of source.tree.ofType('CallExpression')) {
    const keywords = call.arguments[1] as AnyNode | undefined;
    const isScan =
      call.callee.type === 'MemberExpression' && memberName(call.callee) === 'scanConversationForKeywords';
    if (!isScan || keywords === undefined) continue;
    const named =
      keywords.type === 'Identifier' ? source.scopes.initial(source.scopes.of(keywords)) : keywords;
    const nodes = named ? [named, ...source.tree.inside(named)] : [];
    const pattern = nodes.find((node) => node.type === 'Literal' && 'regex' in node && node.regex);
    if (!pattern) continue;
    source.leave(
      'conversation',
      pattern,
      'V2 takes keywords as texts only. List the words, or search the messages yourself.',
    );
  }
}
