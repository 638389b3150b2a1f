const { Toolbelt } = require('lp-faas-toolbelt');
const clients = { http: Toolbelt.HTTPClient() };
async function lambda(input, callback) {
  callback(null, await clients.http('https://a.example/x', { method: 'GET' }));
}
