// Invokes every function that listens to an event, if there is one.
const platform = require('./support/account'); // Only to run this file by itself.
const { Client, EVENT } = require('lp-faas-toolbelt/functions-client');

const eventId = EVENT.MessagingNewConversation;
platform.functions.register({ eventId }, (_input, callback) => callback(null, { greeting: 'Hello' }));
platform.functions.register({ eventId, skillId: '4711' }, (_input, callback) =>
  callback(null, { priority: 2 }),
);

const client = new Client({
  accountId: process.env.ACCOUNT_ID,
  authStrategy: { clientId: process.env.CLIENT_ID, clientSecret: process.env.CLIENT_SECRET },
});

async function main() {
  const event = { eventId, skillId: '4711', externalSystem: 'web-shop' };
  if (!(await client.isImplemented(event))) return;
  const { body } = await client.invoke({ ...event, body: { payload: { conversationId: 'c911f008' } } });
  console.log(JSON.stringify(body));
}

main().finally(() => platform.close());
