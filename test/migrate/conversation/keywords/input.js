const { Toolbelt } = require('lp-faas-toolbelt');
const util = Toolbelt.ConversationUtil();
const WORDS = ['refund', /cancel(led)?/i];
async function lambda(input, callback) {
  const conversation = await util.getConversationById(input.payload.id);
  callback(null, [util.scanConversationForKeywords(conversation, WORDS), util.scanConversationForKeywords(conversation, ['bye'])]);
}
