import { Toolbelt } from 'core-functions-toolbelt';
// migrate: [http-client] V2 has no HTTPClient. Use fetch.
const httpClient = Toolbelt.HTTPClient();
async function lambda(input) {
  const request = httpClient('https://a.example', { method: 'GET' });
  // migrate: [open-work] Nothing waits for what runs later here. V2 may stop it when the function returns: await a promise of it, or leave it out.
  // migrate: [http-client] The promise of fetch has no abort. Use then, catch or await.
  setTimeout(() => request.abort(), 100);
  return await request;
}
