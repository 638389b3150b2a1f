// The status of an order of the shop.
const { Toolbelt } = require('lp-faas-toolbelt');
const httpClient = Toolbelt.HTTPClient();

function lambda(input, callback) {
  const { orderId } = input.payload;
  if (!orderId) {
    callback(new Error('orderId is missing'));
    return;
  }
  httpClient(`https://shop.example.com/orders/${orderId}`, {
    method: 'GET',
    json: true,
    simple: false,
    resolveWithFullResponse: true,
  })
    .then(({ statusCode, body }) => {
      if (statusCode !== 200) return callback(null, { orderId, status: 'unknown' });
      callback(null, { orderId, status: body.status });
    })
    .catch((error) => {
      console.error(`the shop did not answer: ${error.message}`);
      callback(error);
    });
}
