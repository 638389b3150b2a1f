import { Toolbelt } from 'core-functions-toolbelt';
// migrate: [http-client] V2 has no HTTPClient. Use fetch.
const http = Toolbelt.HTTPClient();
const call = () => http('https://a.example/1', { method: 'GET', resolveWithFullResponse: true });
async function lambda(input) {
  const response = await call();
  // migrate: [http-client] The response of fetch has no request. The status, the headers and the body are there.
  return response.request.href;
}
