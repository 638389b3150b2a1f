const { Toolbelt } = require('lp-faas-toolbelt');
const httpClient = Toolbelt.HTTPClient();

async function lambda(input, callback) {
  const items = await httpClient('https://api.example.com/items', { method: 'GET', qs: { page: 2 }, json: true });
  callback(null, items.length);
}
