// Invokes every function that listens to an event, if there is one.
require('./support/offline'); // Only to run this file by itself.
const { Client, EVENT } = require('lp-faas-toolbelt/functions-client');

const client = new Client({
  accountId: process.env.ACCOUNT_ID,
  authStrategy: { clientId: process.env.CLIENT_ID, clientSecret: process.env.CLIENT_SECRET },
});

async function main() {
  const event = {
    eventId: EVENT.MessagingNewConversation,
    skillId: '4711',
    externalSystem: 'web-shop',
  };
  if (!(await client.isImplemented(event))) return;
  const { body } = await client.invoke({ ...event, body: { payload: { conversationId: 'c911f008' } } });
  console.log(JSON.stringify(body));
}

main();
