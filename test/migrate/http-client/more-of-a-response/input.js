const { Toolbelt } = require('lp-faas-toolbelt');
const http = Toolbelt.HTTPClient();
const call = () => http('https://a.example/1', { method: 'GET', resolveWithFullResponse: true });
async function lambda(input, callback) {
  const response = await call();
  callback(null, response.request.href);
}
