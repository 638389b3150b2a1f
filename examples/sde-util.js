// Adds an engagement attribute to the visit that a conversation came from, if it has none of the kind yet.
const run = require('./support/offline'); // Only to run this file by itself.
const { Toolbelt, ConversationContentTypes, SDETypes } = require('lp-faas-toolbelt');

const conversationUtil = Toolbelt.ConversationUtil();
const sdeUtil = Toolbelt.SDEUtil();

async function lambda(input, callback) {
  try {
    const { convId, visitorId, sessionId } = input.payload.general;
    const { SDES, UNAUTH_SDES } = ConversationContentTypes;
    const conversation = await conversationUtil.getConversationById(convId, [SDES, UNAUTH_SDES]);
    const { sdes, unAuthSdes } = sdeUtil.getSDEsFromConv(conversation);
    const known = [...sdes.events, ...unAuthSdes.events].map((event) => event.sdeType);
    if (known.includes('LEAD')) return callback(null, { added: false, known });

    const lead = { type: SDETypes.LEAD, lead: { topic: 'insurance', value: 100, currency: 'EUR' } };
    await sdeUtil.addSDEs([lead], visitorId, sessionId);
    callback(null, { added: true, known });
  } catch (error) {
    console.error(error.message);
    callback(error);
  }
}

run(lambda, { general: { convId: 'c944f008', visitorId: 'YyY2RlZG', sessionId: 'bjfYkPt-SY' } });
