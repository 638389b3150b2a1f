const { Toolbelt } = require('lp-faas-toolbelt');
const secretClient = Toolbelt.SecretClient();
let cached;

async function credentials() {
  if (cached) return cached;
  const { value } = await secretClient.readSecret('crm-login');
  cached = typeof value === 'string' ? JSON.parse(value) : value;
  return cached;
}

async function lambda(input, callback) {
  try {
    const { user } = await credentials();
    callback(null, `signed in as ${user}`);
  } catch (error) {
    callback(error);
  }
}
