const { Toolbelt } = require('lp-faas-toolbelt');

async function lambda(input, callback) {
  try {
    const { value: apiKey } = await Toolbelt.SecretClient().readSecret('context-key');
    const client = Toolbelt.ContextServiceClient({ accountId: process.env.BRAND_ID, apiKey });
    await client.createNamespace('orders', { ttl: 3600 });
    await client.updatePropertiesInNamespace('orders', { last: input.payload.orderId }, input.payload.convId);
    callback(null, await client.getPropertyInSession('orders', 'last', input.payload.convId));
  } catch (error) {
    console.error(`context failed: ${error.message}`);
    callback(error);
  }
}
