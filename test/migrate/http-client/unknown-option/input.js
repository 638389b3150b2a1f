const { Toolbelt } = require('lp-faas-toolbelt');
const httpClient = Toolbelt.HTTPClient();

async function lambda(input, callback) {
  const text = await httpClient('https://api.example.com/', { method: 'GET', qs: { a: 1 } });
  callback(null, text);
}
