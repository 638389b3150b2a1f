const { Toolbelt } = require('lp-faas-toolbelt');
const secretClient = Toolbelt.SecretClient();
const NAMES = ['lp-faas-default-app-key'];
const read = (client, key) => client.readSecret(key);
async function lambda(input, callback) {
  const { value } = await secretClient.readSecret('a', 'ignored');
  await secretClient.deleteSecret('a');
  callback(null, [value, NAMES, await read(secretClient, 'b')]);
}
