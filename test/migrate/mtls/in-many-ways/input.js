const { Toolbelt } = require('lp-faas-toolbelt');
async function lambda(input, callback) {
  const client = Toolbelt.MTLSClient(input.payload);
  await client.get();
  await client.head('https://a.example');
  await client.get('https://a.example', {}, { json: true });
  await client.post('https://a.example', {}, 'x', {});
  callback(null, await client.put('https://a.example', {}, 'x', { allowSelfSigned: true }));
}
