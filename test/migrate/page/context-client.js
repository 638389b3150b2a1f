const { Toolbelt } = require('lp-faas-toolbelt');

async function lambda(input, callback) {
  const client = Toolbelt.ContextServiceClient({ accountId: '87654321', apiKey: input.payload.key });
  callback(null, await client.getPropertyInSession('name', 'orders', input.payload.session));
}
