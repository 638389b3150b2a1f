const env = process.env;
// migrate: [variables] V2 sets no variable DC. Set one of your own, or leave this out.
const { DC, ...others } = env;
let late;
({ X_LIVEPERSON_FUNCTION_UUID: late } = process.env);
const read = (all, name) => all[name];
async function lambda(input) {
  // migrate: [variables] If this names the variable LAMBDA_UUID of V1, its name in V2 is X_LIVEPERSON_FUNCTION_UUID.
  // migrate: [variables] If this names the variable BRAND_ID of V1, its name in V2 is X_LIVEPERSON_BRAND_ID.
  return [DC, others, late, env['X_LIVEPERSON_BRAND_ID'], read(env, 'LAMBDA_UUID'), input.payload.BRAND_ID, 'BRAND_ID'];
}
