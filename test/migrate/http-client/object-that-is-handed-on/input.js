const { Toolbelt } = require('lp-faas-toolbelt');
const clients = { http: Toolbelt.HTTPClient(), other: 1 };
async function load(all) { return all.http('https://a.example/x', { method: 'GET' }); }
async function lambda(input, callback) {
  callback(null, await load(clients));
}
