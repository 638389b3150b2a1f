const { Toolbelt } = require('lp-faas-toolbelt');
const httpClient = Toolbelt.HTTPClient();

async function lambda(input, callback) {
  try {
    const user = await httpClient(`https://api.example.com/users/${input.payload.id}`, {
      method: 'GET',
      json: true,
    });
    callback(null, user.name);
  } catch (err) {
    console.error(err.message);
    callback(err);
  }
}
