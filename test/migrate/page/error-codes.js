const { Toolbelt, ErrorCodes } = require('lp-faas-toolbelt');

async function lambda(input, callback) {
  const { sdes, visitorId, sessionId } = input.payload;
  try {
    callback(null, await Toolbelt.SDEUtil().addSDEs(sdes, visitorId, sessionId));
  } catch (error) {
    callback(error.code === ErrorCodes.SdeUtil.GENERAL ? 'not added' : 'failed');
  }
}
