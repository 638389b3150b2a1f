const { Toolbelt } = require('lp-faas-toolbelt');
const secretClient = Toolbelt.SecretClient();

async function lambda(input, callback) {
  const values = [];
  input.payload.keys.forEach(async (key) => {
    values.push((await secretClient.readSecret(key)).value);
  });
  callback(null, values.length);
}
