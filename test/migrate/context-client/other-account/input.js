const { Toolbelt } = require('lp-faas-toolbelt');
const config = { accountId: '12345', apiKey: 'key' };
const context = Toolbelt.ContextServiceClient(config);

async function lambda(input, callback) {
  callback(null, await context.getListOfNamespaces());
}
