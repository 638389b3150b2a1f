const { Toolbelt } = require('lp-faas-toolbelt');
const httpClient = Toolbelt.HTTPClient();

function lambda(input, callback) {
  httpClient('https://partner.example.com/ping', { method: 'GET', simple: false, resolveWithFullResponse: true })
    .then(({ statusCode }) => callback(null, statusCode))
    .catch((error) => {
      if (error.message === 'Error [ERR_SOCKET_CLOSED]: Socket is closed') {
        console.error('the domain is not whitelisted');
      }
      callback(error, null);
    });
}
