const { Toolbelt } = require('lp-faas-toolbelt');
const sdeUtil = Toolbelt.SDEUtil();

async function lambda(input, callback) {
  sdeUtil.addSDEs([], 'v', 's');
  callback(null, 'ok');
}
