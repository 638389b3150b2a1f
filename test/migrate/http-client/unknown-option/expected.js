import { Toolbelt } from 'core-functions-toolbelt';
// migrate: [http-client] V2 has no HTTPClient. Use fetch.
const httpClient = Toolbelt.HTTPClient();

async function lambda(input) {
  // migrate: [http-client] The option "qs" of request has no counterpart. Decide what fetch should do.
  const text = await httpClient('https://api.example.com/', { method: 'GET', qs: { a: 1 } });
  return text;
}
