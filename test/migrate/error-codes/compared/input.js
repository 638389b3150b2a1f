const { Toolbelt, ErrorCodes } = require('lp-faas-toolbelt');

async function lambda(input, callback) {
  try {
    await Toolbelt.SecretClient().readSecret('x');
    callback(null, 'found');
  } catch (error) {
    if (error.code === ErrorCodes.Secret.NOT_FOUND) return callback(null, 'not there');
    if (error.code === 'com.liveperson.faas.es.missinglambda') return callback(null, 'no lambda');
    if (error.code === "com.liveperson.faas.handler.custom-failure") return callback(null, 'failed');
    callback(error);
  }
}
