import { Toolbelt } from 'core-functions-toolbelt';
// migrate: [http-client] V2 has no HTTPClient. Use fetch.
const http = Toolbelt.HTTPClient();
async function lambda(input) {
  // migrate: [http-client] fetch sends no body with GET and HEAD. Use another method.
  return await http('https://a.example/x', { method: 'GET', json: { a: 1 } });
}
