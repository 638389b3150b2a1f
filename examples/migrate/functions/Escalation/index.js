const { Toolbelt } = require('lp-faas-toolbelt');
const sdeUtil = Toolbelt.SDEUtil();

async function lambda(input, callback) {
  const { conversationId, sessionId, visitorId } = input.payload;
  // The customer is marked, and the conversation goes to the team for complaints.
  sdeUtil.addSDEs([{ type: 'ctmrinfo', info: { customerId: conversationId } }], visitorId, sessionId);
  callback(null, [{ type: 'transfer', skillId: '4711' }]);
}
