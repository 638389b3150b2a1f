async function lambda(input, callback) {
  // Retrieves a conversation and finds the messages with a keyword: a text in any case, or a pattern.
  try {
    const { convId } = input.payload.general;
    const contents = [ConversationContentTypes.MESSAGE_RECORDS];
    const conversation = await conversationUtil.getConversationById(convId, contents);
    const keywords = ['refund', /\border [A-Z]-\d+\b/];
    callback(null, conversationUtil.scanConversationForKeywords(conversation, keywords));
  } catch (error) {
    callback(error);
  }
}

const { Toolbelt, ConversationContentTypes } = require('lp-faas-toolbelt');
const conversationUtil = Toolbelt.ConversationUtil();
