import type { Source } from '../source';
import type { AnyNode } from '../syntax/parse';
import { methodCalls } from './toolbelt';

/** ConversationUtil: keywords are texts in V2 (docs/platform.md, "The toolbelt of V2"). */
export function leaveKeywords(source: Source): void {
  for (const { method, call } of methodCalls(source, 'ConversationUtil')) {
    const keywords = call.arguments[1] as AnyNode | undefined;
    if (method !== 'scanConversationForKeywords' || keywords === undefined) continue;
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
