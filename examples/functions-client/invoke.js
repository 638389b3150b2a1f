// Invokes one function by its id.
const platform = require('./support/account'); // Only to run this file by itself.
const { Client } = require('lp-faas-toolbelt/functions-client');

platform.functions.register('0d5a1bc6-weather', (_input, callback) => callback(null, { forecast: 'sunny' }));

const client = new Client({
  accountId: process.env.ACCOUNT_ID,
  authStrategy: { clientId: process.env.CLIENT_ID, clientSecret: process.env.CLIENT_SECRET },
});

async function main() {
  const response = await client.invoke({
    lambdaUuid: '0d5a1bc6-weather',
    externalSystem: 'web-shop',
    body: { headers: [{ key: 'language', value: 'en' }], payload: { city: 'Berlin' } },
  });
  console.log(JSON.stringify({ status: response.status, body: response.body }));
}

main().finally(() => platform.close());
