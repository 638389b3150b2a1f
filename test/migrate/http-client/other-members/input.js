const { Toolbelt } = require('lp-faas-toolbelt');
const httpClient = Toolbelt.HTTPClient();
async function lambda(input, callback) {
  const request = httpClient('https://a.example', { method: 'GET' });
  setTimeout(() => request.abort(), 100);
  callback(null, await request);
}
