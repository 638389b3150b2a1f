const { Toolbelt } = require('lp-faas-toolbelt');
const httpClient = Toolbelt.HTTPClient();
const host = process.env.HOST;
const page = `${host}/page`;
async function lambda(input, callback) {
  const { link, body } = input.payload;
  await httpClient(page);
  await httpClient(host + '/x');
  await httpClient(process.env.ADDRESS);
  await httpClient(link || page);
  await httpClient(input.payload.home ? input.payload.url : page);
  await httpClient([host, 'y'].join('/'));
  callback(null, await httpClient(body));
}
