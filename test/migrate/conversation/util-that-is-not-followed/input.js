const { Toolbelt } = require('lp-faas-toolbelt');
const utilities = [Toolbelt.ConversationUtil()];

async function lambda(input, callback) {
  callback(null, utilities[0].scanConversationForKeywords(input.payload, [/cancel/i]));
}
