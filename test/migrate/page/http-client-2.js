const { Toolbelt } = require('lp-faas-toolbelt');
const httpClient = Toolbelt.HTTPClient();

async function lambda(input, callback) {
  const response = await httpClient('https://api.example.com/items', { method: 'GET', resolveWithFullResponse: true });
  callback(null, response);
}
