const { Toolbelt } = require('lp-faas-toolbelt');
const httpClient = Toolbelt.HTTPClient();

function lambda(input, callback) {
  httpClient('https://status.example.com/', { method: 'GET', simple: false, resolveWithFullResponse: true })
    .then((response) => {
      switch (response.statusCode) {
        case 200:
        case 201:
          callback(null, 'up');
          break;
        case 500:
          callback(null, 'down');
          break;
        default:
          callback(new Error('unknown'));
      }
    })
    .catch(callback);
}
