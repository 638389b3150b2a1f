import { Toolbelt } from 'core-functions-toolbelt';
async function lambda(input) {
  const client = Toolbelt.MTLSClient(input.payload);
  // migrate: [mtls] The URL of the call is missing.
  await client.get();
  // migrate: [mtls] Whether V2's MTLSClient has head is not known.
  await client.head('https://a.example');
  // migrate: [mtls] Whether the third argument is a body or options is not visible. Give url, headers, body and options.
  await client.get('https://a.example', {}, { json: true });
  await client.post('https://a.example', {}, 'x', { allowSelfSigned: false });
  return await client.put('https://a.example', {}, 'x', { allowSelfSigned: true });
}
