const { Toolbelt } = require('lp-faas-toolbelt');
let http;
let other = null;
async function lambda(input, callback) {
  if (!http) http = Toolbelt.HTTPClient();
  if (other === null) {
    other = Toolbelt.HTTPClient();
  }
  callback(null, [await http('https://a.example/x'), await other('https://a.example/y')]);
}
