const { Toolbelt } = require('lp-faas-toolbelt');
let http;
async function lambda(input, callback) {
  if (input.payload.calls) http = Toolbelt.HTTPClient();
  else console.info('nothing to call');
  callback(null, input.payload.calls ? await http('https://a.example/x') : 'none');
}
