const { Toolbelt } = require('lp-faas-toolbelt');
const http = Toolbelt.HTTPClient();
async function lambda(input, callback) {
  callback(null, await http('https://a.example/x', { method: 'GET', json: { a: 1 } }));
}
