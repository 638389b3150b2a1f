// Counts invocations by what came of them.
const platform = require('./support/account'); // Only to run this file by itself.
const { Client } = require('lp-faas-toolbelt/functions-client');

platform.functions.register('0d5a1bc6-weather', ({ payload }, callback) =>
  payload.city ? callback(null, { forecast: 'sunny' }) : callback(new Error('no city')),
);

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
  const request = { lambdaUuid: '0d5a1bc6-weather', externalSystem: 'web-shop' };
  await client.invoke({ ...request, body: { payload: { city: 'Berlin' } } });
  await client.invoke({ ...request, body: { payload: {} } }).catch((error) => console.error(error.name));
  console.log(JSON.stringify(invocations));
}

main().finally(() => platform.close());
