// Counts invocations by what came of them.
require('./support/offline'); // Only to run this file by itself.
const { Client } = require('lp-faas-toolbelt/functions-client');

const invocations = [];
const metricCollector = {
  onInvoke({ UUID, statusCode, requestDurationInMillis, error }) {
    invocations.push({ UUID, statusCode, error: error?.name, isTimed: requestDurationInMillis >= 0 });
  },
};
const client = new Client(
  {
    accountId: process.env.ACCOUNT_ID,
    authStrategy: { clientId: process.env.CLIENT_ID, clientSecret: process.env.CLIENT_SECRET },
    failOnErrorStatusCode: true,
  },
  { metricCollector },
);

async function main() {
  const request = { lambdaUuid: '0d5a1bc6-weather', externalSystem: 'web-shop', body: { payload: {} } };
  await client.invoke(request);
  await client.invoke(request).catch((error) => console.error(error.name));
  console.log(JSON.stringify(invocations));
}

main();
