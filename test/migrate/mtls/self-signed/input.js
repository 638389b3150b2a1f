const { Toolbelt } = require('lp-faas-toolbelt');

async function lambda(input, callback) {
  const client = Toolbelt.MTLSClient({ cert: input.payload.cert, key: input.payload.key });
  const first = await client.post('https://mtls.example.com/', { a: 'b' }, '', { json: true });
  const second = await client.get('https://mtls.example.com/');
  const third = await client.patch('https://mtls.example.com/', {}, 'x', { allowSelfSigned: true });
  callback(null, [first.statusCode, second.statusCode, third.statusCode]);
}
