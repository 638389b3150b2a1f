const { Toolbelt } = require('lp-faas-toolbelt');
const secretClient = Toolbelt.SecretClient();

async function lambda(input, callback) {
  try {
    const secret = await secretClient.readSecret('api-key');
    callback(null, secret.value.length);
  } catch (e) {
    console.error(e.message);
    callback(null, 0);
  }
}

module.exports = { lambda };
