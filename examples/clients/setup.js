// Fills the account in memory: lp-faas-toolbelt serve --offline --setup setup.js
const message = {
  type: 'TEXT_PLAIN',
  messageData: { msg: { text: 'A refund for order A-1' } },
  sentBy: 'Consumer',
};

module.exports = (account) => {
  account.conversations.add({ info: { conversationId: 'c-1' }, messageRecords: [message] });
  account.secrets.set('api-token', 'a token');
};
