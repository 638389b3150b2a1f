const { Toolbelt } = require('lp-faas-toolbelt');
async function send(client) { return client.post('https://bank.example', {}, 'x'); }
async function lambda(input, callback) {
  const client = Toolbelt.MTLSClient(input.payload);
  callback(null, await send(client));
}
