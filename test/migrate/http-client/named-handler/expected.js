import { Toolbelt } from 'core-functions-toolbelt';
// migrate: [http-client] V2 has no HTTPClient. Use fetch.
const httpClient = Toolbelt.HTTPClient();
// migrate: [http-client] The response of fetch has no request. The status, the headers and the body are there.
function show(response) { console.log(response.request.uri.href, response.toJSON()); return response.body; }
async function lambda(input) {
  return httpClient('https://a.example', { method: 'GET', resolveWithFullResponse: true }).then(show).then((b) => b).catch((e) => { throw e; });
}
