const { Toolbelt } = require('lp-faas-toolbelt');
const clients = [Toolbelt.SecretClient()];

async function lambda(input, callback) {
  const [secretClient] = clients;
  await secretClient.readSecret('key');
  callback(null, secretClient.getUsedSecrets().length);
}
