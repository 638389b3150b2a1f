const { Toolbelt, SDETypes } = require('lp-faas-toolbelt');

function lambda(input, callback) {
  const sdeUtil = Toolbelt.SDEUtil();
  const sdes = [{ type: SDETypes.CUSTOMER_INFO, info: { customerId: input.payload.id } }];
  sdeUtil
    .addSDEs(sdes, input.payload.visitorId, input.payload.sessionId)
    .then((_) => callback(null, 'added'))
    .catch((error) => callback(error));
}
