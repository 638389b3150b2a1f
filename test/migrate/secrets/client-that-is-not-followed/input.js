const { Toolbelt } = require('lp-faas-toolbelt');
const make = () => Toolbelt.SecretClient();
async function lambda(input, callback) {
  const entry = await make().readSecret('counter');
  entry.value += 1;
  await make().updateSecret(entry);
  callback(null, (await make().readSecret('counter')).value);
}
