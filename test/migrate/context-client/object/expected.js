import { Toolbelt } from 'core-functions-toolbelt';

async function lambda(input) {
  try {
    const { value: apiKey } = await Toolbelt.SecretClient().readSecret('context-key');
    const accountId = process.env.X_LIVEPERSON_BRAND_ID;
    const context = Toolbelt.ContextServiceClient(apiKey);
    console.info(process.env.X_LIVEPERSON_BRAND_ID);
    return await context.getPropertyInSession('space', 'name');
  } catch (error) {
    throw error;
  }
}
