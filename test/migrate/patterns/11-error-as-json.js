const { Toolbelt } = require('lp-faas-toolbelt');
const httpClient = Toolbelt.HTTPClient();

async function lambda(input, callback) {
  try {
    callback(null, await httpClient('https://api.example.com/', { method: 'GET', json: true }));
  } catch (err) {
    console.error(JSON.stringify(err));
    callback(err);
  }
}
