// Tells a lambda that failed from an invocation that did.
const platform = require('./support/account'); // Only to run this file by itself.
const { Client } = require('lp-faas-toolbelt/functions-client');
const VError = require('verror');

platform.functions.register('0d5a1bc6-weather', (_input, callback) => callback(new Error('no city')));

const client = new Client({
  accountId: process.env.ACCOUNT_ID,
  authStrategy: { clientId: process.env.CLIENT_ID, clientSecret: process.env.CLIENT_SECRET },
});

async function invoke(lambdaUuid) {
  try {
    const { body } = await client.invoke({ lambdaUuid, externalSystem: 'web-shop', body: { payload: {} } });
    return { body };
  } catch (error) {
    // A lambda that fails by itself is no reason to wake somebody up; log error.stack in both cases.
    const whose = error.name === 'FaaSLambdaError' ? 'lambda' : 'invocation';
    const { status, body } = VError.info(error);
    return { whose, status, code: body?.errorCode };
  }
}

async function main() {
  console.log(JSON.stringify([await invoke('0d5a1bc6-weather'), await invoke('7f2e94aa-traffic')]));
}

main().finally(() => platform.close());
