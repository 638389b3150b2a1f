// Counts a visitor's visits in the Context Session Store, which outlives the function.
const run = require('./support/offline'); // Only to run this file by itself.
const { Toolbelt } = require('lp-faas-toolbelt');

const secretClient = Toolbelt.SecretClient();

async function lambda(input, callback) {
  try {
    const { value: apiKey } = await secretClient.readSecret('context-key');
    const store = Toolbelt.ContextServiceClient({ accountId: process.env.BRAND_ID, apiKey });
    const { visitorId } = input.payload;
    await store.createNamespace('visits', { ttl: 86_400 });
    const { count = 0 } = await store.getSelectedPropertiesInSession('visits', ['count'], visitorId);
    const session = await store.updatePropertiesInNamespace('visits', { count: count + 1 }, visitorId);
    callback(null, session);
  } catch (error) {
    console.error(error.code, error.message);
    callback(error);
  }
}

run(lambda, { visitorId: 'visitor/7' });
