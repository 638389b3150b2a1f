const { Toolbelt } = require('lp-faas-toolbelt');
const httpClient = Toolbelt.HTTPClient();

function lambda(input, callback) {
  httpClient('https://api.example.com/', { method: 'GET', json: true })
    .then((result) => callback(null, result))
    .catch((error) => console.error(error.message));
}
