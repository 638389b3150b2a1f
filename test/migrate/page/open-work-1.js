const { Toolbelt } = require('lp-faas-toolbelt');
const sdeUtil = Toolbelt.SDEUtil();

async function lambda(input, callback) {
  const { sdes, visitorId, sessionId } = input.payload;
  sdeUtil.addSDEs(sdes, visitorId, sessionId);
  callback(null, 'added');
}
