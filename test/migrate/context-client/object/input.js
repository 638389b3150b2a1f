const { Toolbelt } = require('lp-faas-toolbelt');

async function lambda(input, callback) {
  try {
    const { value: apiKey } = await Toolbelt.SecretClient().readSecret('context-key');
    const accountId = process.env.BRAND_ID;
    const context = Toolbelt.ContextServiceClient({ accountId, apiKey });
    console.info(context.accountId);
    callback(null, await context.getPropertyInSession('space', 'name'));
  } catch (error) {
    callback(error);
  }
}
