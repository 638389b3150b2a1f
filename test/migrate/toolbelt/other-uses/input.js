const { Toolbelt } = require('lp-faas-toolbelt');
const { SecretClient } = Toolbelt;
const logger = Toolbelt.Logger();
const make = Toolbelt.SDEUtil;
async function lambda(input, callback) {
  const { value } = await SecretClient().readSecret('a');
  logger.info(typeof Toolbelt);
  callback(null, make().getSDEsFromConv(value));
}
