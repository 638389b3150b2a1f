const { Toolbelt } = require('lp-faas-toolbelt');
const httpClient = Toolbelt.HTTPClient();

function lambda(input, callback) {
  httpClient('https://api.example.com/', { method: 'get', resolveWithFullResponse: true })
    .then((response) => {
      console.info(response.statusCode);
      callback(null, response);
    })
    .catch((e) => callback(e));
}
