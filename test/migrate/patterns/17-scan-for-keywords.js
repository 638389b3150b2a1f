const { Toolbelt } = require('lp-faas-toolbelt');

async function lambda(input, callback) {
  const util = Toolbelt.ConversationUtil();
  try {
    const conversation = await util.getConversationById(input.payload.convId);
    const found = util.scanConversationForKeywords(conversation, ['refund', 'cancel']);
    if (found.length === 0) {
      callback(null, []);
      return;
    }
    callback(null, [{ type: 'transfer', skillId: '42' }]);
  } catch (err) {
    console.error('scan failed', err.message);
    callback(err);
  }
}
