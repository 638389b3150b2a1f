import { Toolbelt } from 'core-functions-toolbelt';
// migrate: [http-client] V2 has no HTTPClient. Use fetch.
const httpClient = Toolbelt.HTTPClient();
const build = (input) => ({ url: 'https://a.example', qs: { a: 1 }, method: 'GET' });
async function lambda(input) {
  // migrate: [http-client] Whether this is a URL or an object of options is not visible. Write the options as an object in the call.
  return await httpClient(build(input));
}
