const { Toolbelt } = require('lp-faas-toolbelt');

async function lambda(input, callback) {
  const client = Toolbelt.MTLSClient(input.payload.pair);
  const options = JSON.parse(input.payload.options);
  callback(null, await client.post('https://bank.example.com', {}, 'text', options));
}
