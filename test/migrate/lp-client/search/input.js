const { Toolbelt, LpServices } = require('lp-faas-toolbelt');
const lpClient = Toolbelt.LpClient();

function lambda(input, callback) {
  lpClient(
    LpServices.MSG_HIST,
    `/messaging_history/api/account/${process.env.BRAND_ID}/conversations/conversation/search`,
    { method: 'POST', json: true, body: { conversationId: input.payload.convId } },
  )
    .then((result) => callback(null, result.conversationHistoryRecords))
    .catch((error) => callback(error));
}
