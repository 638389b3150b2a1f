const read = (name) => process.env[name];
async function lambda(input) {
  // migrate: [variables] If this names the variable BRAND_ID of V1, its name in V2 is X_LIVEPERSON_BRAND_ID.
  return read('BRAND_ID');
}
