const { Toolbelt } = require('lp-faas-toolbelt');
const URL = 'https://api.example.com/items';
const Headers = { accept: 'text/plain' };
const httpClient = Toolbelt.HTTPClient();
async function lambda(input, callback) {
  try {
    const body = await httpClient(URL, { method: 'GET', headers: Headers, json: true });
    callback(null, body);
  } catch (e) {
    callback(e);
  }
}
