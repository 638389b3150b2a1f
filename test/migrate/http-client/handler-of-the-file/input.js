const { Toolbelt } = require('lp-faas-toolbelt');
const httpClient = Toolbelt.HTTPClient();
const bodyOf = ({ statusCode, body }) => ({ statusCode, body });
function lambda(input, callback) {
  httpClient('https://a.example', { method: 'GET', resolveWithFullResponse: true }).then(bodyOf).then((b) => callback(null, b)).catch((e) => callback(e));
}
