const { Toolbelt } = require('lp-faas-toolbelt');
const httpClient = Toolbelt.HTTPClient();

async function lambda(input, callback) {
  const url = `https://shop.example.com/orders/${input.payload.orderId}`;
  try {
    const response = await httpClient(url, { method: 'GET', headers: {}, simple: false, resolveWithFullResponse: true });
    if (response.statusCode === 200) {
      callback(null, JSON.parse(response.body));
    } else {
      callback(new Error(`order service answered ${response.statusCode}`));
    }
  } catch (error) {
    console.error(`could not read the order: ${error.message}`);
    callback(error);
  }
}
