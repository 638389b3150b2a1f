const { ErrorCodes } = require('lp-faas-toolbelt');
const { Secret } = ErrorCodes;
function lambda(input, callback) {
  callback(null, [Secret.NOT_FOUND, ErrorCodes.Secret.NOT_FOUND, ErrorCodes.GdprUtil.GENERAL]);
}
