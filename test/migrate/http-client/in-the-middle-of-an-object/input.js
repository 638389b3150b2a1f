const { Toolbelt } = require('lp-faas-toolbelt');
const clients = { lp: Toolbelt.LpClient(), http: Toolbelt.HTTPClient(), sde: Toolbelt.SDEUtil() };
async function lambda(input, callback) {
  callback(null, [await clients.http('https://a.example/1'), clients.sde.getSDEsFromConv(input.payload, [])]);
}
