const { Toolbelt } = require('lp-faas-toolbelt');
const httpClient = Toolbelt.HTTPClient();
async function lambda(input, callback) {
  callback(null, await httpClient('https://a.example', { method: 'GET', "q\nprocess.exit(1)": 1 }));
}
