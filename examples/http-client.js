// Calls a REST API and tells what came back by its status, without an exception for 404.
const run = require('./support/offline'); // Only to run this file by itself.
const { Toolbelt } = require('lp-faas-toolbelt');

const httpClient = Toolbelt.HTTPClient();

async function lambda(input, callback) {
  try {
    const { statusCode, body } = await httpClient('https://api.example.com/orders', {
      method: 'GET',
      qs: { customer: input.payload.customer },
      json: true,
      simple: false,
      resolveWithFullResponse: true,
    });
    if (statusCode === 404) return callback(null, { orders: [] });
    if (statusCode !== 200) throw new Error(`the shop answered ${statusCode}`);
    callback(null, { orders: body.map(({ id, total }) => ({ id, total })) });
  } catch (error) {
    console.error(error.message);
    callback(error);
  }
}

run(lambda, { customer: 'Jürgen' });
