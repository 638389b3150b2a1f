const { Toolbelt } = require('lp-faas-toolbelt');

async function lambda(input, callback) {
  const secretClient = Toolbelt.SecretClient();
  const secret = await secretClient.readSecret('token');
  secret.value = input.payload;
  await secretClient.updateSecret(secret);
  callback(null, 'updated');
}
