const { Toolbelt } = require('lp-faas-toolbelt');
const secretClient = Toolbelt.SecretClient();

async function lambda(input, callback) {
  const { value } = await secretClient.readSecret('api-key');
  console.info(secretClient.getUsedSecrets().map(({ key }) => key));
  callback(null, value.length);
}
