const { Toolbelt } = require('lp-faas-toolbelt');

const secretClient = Toolbelt.SecretClient();
const conversationUtil = Toolbelt.ConversationUtil();
const httpClient = Toolbelt.HTTPClient();

/** Opens a ticket when a conversation contains one of the keywords. */
async function lambda(input, callback) {
  try {
    const { conversationId, keywords } = input.payload;
    const { value: apiKey } = await secretClient.readSecret('ticket-api-key');

    const conversation = await conversationUtil.getConversationById(conversationId);
    const matches = conversationUtil.scanConversationForKeywords(conversation, keywords);
    if (matches.length === 0) return callback(null, { conversationId, ticket: null, matches });

    const ticket = await httpClient('https://tickets.example.com/api/v1/tickets', {
      method: 'POST',
      headers: { 'x-api-key': apiKey },
      body: { conversationId, tags: matches.map((match) => match.tag) },
      json: true,
    });
    callback(null, { conversationId, ticket: ticket.id, matches });
  } catch (error) {
    console.error(error.message);
    callback(error, null);
  }
}
