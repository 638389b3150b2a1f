const { env: { X_LIVEPERSON_BRAND_ID: account, OTHER } } = process;
function f({ X_LIVEPERSON_BRAND_ID: BRAND_ID } = process.env) { return BRAND_ID; }
async function lambda(input) {
  return account + f();
}
