const { Toolbelt } = require('lp-faas-toolbelt');
const httpClient = Toolbelt.HTTPClient();

async function lambda(input, callback) {
  callback(null, 'accepted');
  await httpClient('https://api.example.com/log', { method: 'POST', json: true, body: input.payload });
}
