const { Toolbelt } = require('lp-faas-toolbelt');
const { SecretClient } = Toolbelt;

async function lambda(input, callback) {
  callback(null, (await SecretClient().readSecret('name')).value);
}
