const { Toolbelt } = require('lp-faas-toolbelt');

async function lambda(input, callback) {
  const client = Toolbelt.LPMtlsClient();
  callback(null, await client.get('https://bank.example.com/accounts'));
}
