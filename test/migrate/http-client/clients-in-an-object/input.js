const { Toolbelt } = require('lp-faas-toolbelt');
const clients = { http: Toolbelt.HTTPClient(), secrets: Toolbelt.SecretClient() };
async function lambda(input, callback) {
  const { value } = await clients.secrets.readSecret('key');
  const body = await clients.http('https://a.example/x', { method: 'POST', json: true, body: { value } });
  callback(null, body);
}
