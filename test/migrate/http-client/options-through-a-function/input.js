const { Toolbelt } = require('lp-faas-toolbelt');
const httpClient = Toolbelt.HTTPClient();

async function send(url, options) {
  return httpClient(url, { ...options, json: true });
}

async function lambda(input, callback) {
  const first = await send('https://a.example.com/', { method: 'GET' });
  const second = await send('https://b.example.com/', { method: 'POST', body: first });
  callback(null, second);
}
