const { X_LIVEPERSON_BRAND_ID: BRAND_ID, MY_OWN } = process.env;
const { X_LIVEPERSON_FUNCTION_UUID: id } = process.env;

async function lambda(input) {
  // migrate: [variables] V2 sets no variable CONTEXT_SERVICE_ENVIRONMENT. Set one of your own, or leave this out.
  const zone = process.env.CONTEXT_SERVICE_ENVIRONMENT;
  return [BRAND_ID, MY_OWN, id, process.env['X_LIVEPERSON_BRAND_ID'], process.env.X_LIVEPERSON_FUNCTION_UUID, zone];
}
