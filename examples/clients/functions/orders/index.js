async function lambda(input, callback) {
  // Calls a REST API, and takes the answer 404 for an empty list.
  try {
    const { statusCode, body } = await httpClient('https://api.example.com/orders', {
      method: 'GET',
      qs: { customer: input.payload.customer },
      json: true,
      simple: false,
      resolveWithFullResponse: true,
    });
    if (statusCode === 404) return callback(null, []);
    if (statusCode !== 200) throw new Error(`the shop answered ${statusCode}`);
    callback(
      null,
      body.map(({ id, total }) => ({ id, total })),
    );
  } catch (error) {
    callback(error);
  }
}

const { Toolbelt } = require('lp-faas-toolbelt');
const httpClient = Toolbelt.HTTPClient();
