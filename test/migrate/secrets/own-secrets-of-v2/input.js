const { Toolbelt } = require('lp-faas-toolbelt');
const secretClient = Toolbelt.SecretClient();
async function lambda(input, callback) {
  const entry = { key: 'lp-faas-default-app-key', value: input.payload };
  callback(null, await secretClient.updateSecret(entry));
}
