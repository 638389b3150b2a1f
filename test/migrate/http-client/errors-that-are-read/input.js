const { Toolbelt } = require('lp-faas-toolbelt');
const http = Toolbelt.HTTPClient();
async function lambda(input, callback) {
  try {
    callback(null, await http('https://a.example/1', { method: 'GET', timeout: 100 }));
  } catch (error) {
    console.error(JSON.stringify(error));
    const codes = { ETIMEDOUT: 1 };
    if (error.cause.code === 'ETIMEDOUT' || codes['ETIMEDOUT'] > 1) return callback('late');
    callback(error);
  }
}
