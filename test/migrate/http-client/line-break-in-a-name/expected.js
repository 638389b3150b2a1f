import { Toolbelt } from 'core-functions-toolbelt';
// migrate: [http-client] V2 has no HTTPClient. Use fetch.
const httpClient = Toolbelt.HTTPClient();
async function lambda(input) {
  // migrate: [http-client] The option "q process.exit(1)" of request has no counterpart. Decide what fetch should do.
  return await httpClient('https://a.example', { method: 'GET', "q\nprocess.exit(1)": 1 });
}
