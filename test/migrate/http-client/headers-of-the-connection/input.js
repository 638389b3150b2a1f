const { Toolbelt } = require('lp-faas-toolbelt');
const httpClient = Toolbelt.HTTPClient();

async function lambda(input, callback) {
  const one = await httpClient('https://a.example.com/x', { method: 'GET', headers: { Host: 'a.example.com' } });
  const two = await httpClient('https://10.0.0.1/x', { method: 'GET', headers: { Host: 'a.example.com' } });
  const three = await httpClient('https://a.example.com/x', { method: 'PUT', headers: { Expect: '100-continue' }, body: 'x' });
  callback(null, [one, two, three]);
}
