// Retrieves a conversation and finds the messages with a keyword: text in any case, or a pattern.
const run = require('./support/offline'); // Only to run this file by itself.
const { Toolbelt, ConversationContentTypes } = require('lp-faas-toolbelt');

const conversationUtil = Toolbelt.ConversationUtil();

async function lambda(input, callback) {
  try {
    const { convId } = input.payload.general;
    const conversation = await conversationUtil.getConversationById(convId, [
      ConversationContentTypes.MESSAGE_RECORDS,
    ]);
    const keywords = ['refund', /\border [A-Z]-\d+\b/];
    callback(null, conversationUtil.scanConversationForKeywords(conversation, keywords));
  } catch (error) {
    console.error(error.message);
    callback(error);
  }
}

run(lambda, { general: { convId: 'c911f008' } });
