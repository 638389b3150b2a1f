const { Toolbelt } = require('lp-faas-toolbelt');
const httpClient = Toolbelt.HTTPClient();

async function lambda(input, callback) {
  try {
    const customer = await httpClient(`https://crm.example.com/${input.payload.id}`, { method: 'GET', json: true });
    return callback(null, customer);
  } catch (err) {
    if (err.statusCode === 404) return callback(null, { found: false });
    return callback({ statusCode: err.statusCode || 500, message: err.message.slice(0, 100) }, null);
  }
}
