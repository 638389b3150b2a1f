import { Toolbelt } from 'core-functions-toolbelt';
const utilities = [Toolbelt.ConversationUtil()];

async function lambda(input) {
  // migrate: [conversation] V2 takes keywords as texts only. List the words, or search the messages yourself.
  return utilities[0].scanConversationForKeywords(input.payload, [/cancel/i]);
}
