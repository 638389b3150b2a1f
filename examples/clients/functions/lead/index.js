async function lambda(input, callback) {
  // Adds an engagement attribute to the visit that a conversation came from, unless there is one of this kind.
  try {
    const { convId, visitorId, sessionId } = input.payload.general;
    const { SDES, UNAUTH_SDES } = ConversationContentTypes;
    const conversation = await conversationUtil.getConversationById(convId, [SDES, UNAUTH_SDES]);
    const { sdes, unAuthSdes } = sdeUtil.getSDEsFromConv(conversation);
    const known = [...sdes.events, ...unAuthSdes.events].map((event) => event.sdeType);
    if (known.includes('LEAD')) return callback(null, { added: false });
    const lead = { type: SDETypes.LEAD, lead: { topic: 'insurance', value: 100, currency: 'EUR' } };
    await sdeUtil.addSDEs([lead], visitorId, sessionId);
    callback(null, { added: true });
  } catch (error) {
    callback(error);
  }
}

const { Toolbelt, ConversationContentTypes, SDETypes } = require('lp-faas-toolbelt');
const conversationUtil = Toolbelt.ConversationUtil();
const sdeUtil = Toolbelt.SDEUtil();
