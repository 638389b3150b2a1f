import { Toolbelt } from 'core-functions-toolbelt';

async function lambda(input) {
  const client = Toolbelt.MTLSClient({ cert: input.payload.cert, key: input.payload.key });
  const first = await client.post('https://mtls.example.com/', { a: 'b' }, '', { allowSelfSigned: false, json: true });
  const second = await client.get('https://mtls.example.com/', {}, undefined, { allowSelfSigned: false });
  const third = await client.patch('https://mtls.example.com/', {}, 'x', { allowSelfSigned: true });
  return [first.statusCode, second.statusCode, third.statusCode];
}
