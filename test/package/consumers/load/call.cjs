// One real call, as a lambda makes it.
const { StatusCodeError, Toolbelt } = require('lp-faas-toolbelt');

async function main(origin) {
  const { hostname } = new URL(origin);
  Toolbelt.configure({ whitelist: [hostname] });
  const http = Toolbelt.HTTPClient();
  const body = await http.post(`${origin}/orders?x=1`, { json: true, body: { size: 'L' } });
  const failure = await http(`${origin}/status/404/json`).catch((error) => error);
  return { body, isStatusCodeError: failure instanceof StatusCodeError, statusCode: failure.statusCode };
}

main(process.argv[2]).then((result) => console.log(JSON.stringify(result)));
