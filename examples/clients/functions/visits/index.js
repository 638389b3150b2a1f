async function lambda(input, callback) {
  // Counts the visits of a visitor in the Context Session Store, which keeps them between invocations.
  try {
    const { value: apiKey } = await secretClient.readSecret('context-key');
    const store = Toolbelt.ContextServiceClient({ accountId: process.env.BRAND_ID, apiKey });
    const { visitorId } = input.payload;
    await store.createNamespace('visits', { ttl: 86_400 }); // in seconds
    const { count = 0 } = await store.getSelectedPropertiesInSession('visits', ['count'], visitorId);
    callback(null, await store.updatePropertiesInNamespace('visits', { count: count + 1 }, visitorId));
  } catch (error) {
    callback(error);
  }
}

const { Toolbelt } = require('lp-faas-toolbelt');
const secretClient = Toolbelt.SecretClient();
