import { Toolbelt } from 'core-functions-toolbelt';
// migrate: [toolbelt] Toolbelt is used in a way that was not understood. Call its factories by their names, as in Toolbelt.SecretClient().
const { SecretClient } = Toolbelt;
// migrate: [toolbelt] V2's Toolbelt has no Logger.
const logger = Toolbelt.Logger();
// migrate: [toolbelt] Toolbelt is used in a way that was not understood. Call its factories by their names, as in Toolbelt.SecretClient().
const make = Toolbelt.SDEUtil;
async function lambda(input) {
  const { value } = await SecretClient().readSecret('a');
  logger.info(typeof Toolbelt);
  return make().getSDEsFromConv(value);
}
