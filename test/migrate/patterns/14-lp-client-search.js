const { Toolbelt, LpServices } = require('lp-faas-toolbelt');
const lpClient = Toolbelt.LpClient();

async function lambda(input, callback) {
  const path = `/messaging_history/api/account/${process.env.BRAND_ID}/conversations/conversation/search?v=2&source=faas`;
  try {
    const found = await lpClient(LpServices.MSG_HIST, path, {
      method: 'POST',
      json: true,
      body: { conversationId: input.payload.convId },
    });
    callback(null, found.conversationHistoryRecords.length);
  } catch (error) {
    callback(error);
  }
}
