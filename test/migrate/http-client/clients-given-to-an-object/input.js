const { Toolbelt } = require('lp-faas-toolbelt');

const clients = {};
clients.http = Toolbelt.HTTPClient();
const context = { started: Date.now(), http: null };
context.secrets = Toolbelt.SecretClient();

async function lambda(input, callback) {
  const { value } = await context.secrets.readSecret('key');
  await context.secrets.updateSecret({ key: 'key', value: value + 1 });
  callback(null, await clients.http('https://api.example.com/items', { method: 'GET' }));
}
