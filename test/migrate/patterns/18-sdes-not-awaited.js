const { Toolbelt, SDETypes } = require('lp-faas-toolbelt');
const sdeUtil = Toolbelt.SDEUtil();

async function lambda(input, callback) {
  const sdes = [{ type: SDETypes.PERSONAL_INFO, personal: { contacts: [{ email: input.payload.email }] } }];
  sdeUtil.addSDEs(sdes, input.payload.visitorId, input.payload.sessionId);
  callback(null, 'added');
}
