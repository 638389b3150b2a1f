import { Toolbelt } from 'core-functions-toolbelt';
const util = Toolbelt.ConversationUtil();
// migrate: [conversation] V2 takes keywords as texts only. List the words, or search the messages yourself.
const WORDS = ['refund', /cancel(led)?/i];
async function lambda(input) {
  const conversation = await util.getConversationById(input.payload.id);
  return [util.scanConversationForKeywords(conversation, WORDS), util.scanConversationForKeywords(conversation, ['bye'])];
}
