import { Toolbelt } from 'core-functions-toolbelt';
// migrate: [http-client] V2 has no HTTPClient. Use fetch.
const httpClient = Toolbelt.HTTPClient();

async function lambda(input) {
  return httpClient('https://api.example.com/', { method: 'get', resolveWithFullResponse: true })
    .then((response) => {
      console.info(response.statusCode);
      // migrate: [http-client] The whole response is shown or answered. In V1 that was statusCode, body, headers and request: choose what you need.
      return response;
    })
    .catch((e) => { throw e; });
}
