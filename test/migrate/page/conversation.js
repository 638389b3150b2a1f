const { Toolbelt } = require('lp-faas-toolbelt');
const conversationUtil = Toolbelt.ConversationUtil();

async function lambda(input, callback) {
  const conversation = await conversationUtil.getConversationById(input.payload.id);
  callback(null, conversationUtil.scanConversationForKeywords(conversation, [/cancel(led)?/i]));
}
