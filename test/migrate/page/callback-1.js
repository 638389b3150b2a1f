const { Toolbelt } = require('lp-faas-toolbelt');
const secretClient = Toolbelt.SecretClient();

async function lambda(input, callback) {
  callback(null, 'accepted');
  await secretClient.updateSecret({ key: 'last', value: input.payload });
}
