const { Toolbelt } = require('lp-faas-toolbelt');

const http = Toolbelt.HTTPClient();

async function lambda(input, callback) {
  try {
    const order = await http.get('https://shop.example/api/orders', {
      qs: { id: input.payload.id },
      json: true,
    });
    callback(null, { total: order.total });
  } catch (error) {
    callback(error, null);
  }
}

module.exports = { lambda };
