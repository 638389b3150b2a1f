const { Toolbelt } = require('lp-faas-toolbelt');
const httpClient = Toolbelt.HTTPClient();
const build = (input) => ({ url: 'https://a.example', qs: { a: 1 }, method: 'GET' });
async function lambda(input, callback) {
  callback(null, await httpClient(build(input)));
}
