const { Toolbelt } = require('lp-faas-toolbelt');
const httpClient = Toolbelt.HTTPClient();

const load = (client, id) => client(`https://api.example.com/items/${id}`, { method: 'GET', json: true });

async function lambda(input, callback) {
  callback(null, await load(httpClient, input.payload.id));
}
