const { Toolbelt } = require('lp-faas-toolbelt');
const httpClient = Toolbelt.HTTPClient();
function show(response) { console.log(response.request.uri.href, response.toJSON()); return response.body; }
function lambda(input, callback) {
  httpClient('https://a.example', { method: 'GET', resolveWithFullResponse: true }).then(show).then((b) => callback(null, b)).catch((e) => callback(e));
}
