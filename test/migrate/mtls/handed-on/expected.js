import { Toolbelt } from 'core-functions-toolbelt';
async function send(client) { return client.post('https://bank.example', {}, 'x'); }
async function lambda(input) {
  const client = Toolbelt.MTLSClient(input.payload);
  // migrate: [mtls] V2 accepts self-signed servers unless a call has allowSelfSigned: false. Check the calls of this client.
  return await send(client);
}
