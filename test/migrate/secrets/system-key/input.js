const { Toolbelt } = require('lp-faas-toolbelt');
const secrets = Toolbelt.SecretClient();

async function lambda(input, callback) {
  const { value } = await secrets.readSecret('lp-faas-default-app-key');
  console.info(secrets.getUsedSecrets().length);
  callback(null, Object.keys(value));
}
