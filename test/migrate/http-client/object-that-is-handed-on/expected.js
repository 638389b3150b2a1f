import { Toolbelt } from 'core-functions-toolbelt';
// migrate: [http-client] HTTPClient is used in a way that was not understood. V2 has fetch in its place.
// migrate: [http-client] V2 has no HTTPClient. Use fetch.
const clients = { http: Toolbelt.HTTPClient(), other: 1 };
async function load(all) { return all.http('https://a.example/x', { method: 'GET' }); }
async function lambda(input) {
  return await load(clients);
}
