const { env: { BRAND_ID: account, OTHER } } = process;
function f({ BRAND_ID } = process.env) { return BRAND_ID; }
function lambda(input, callback) {
  callback(null, account + f());
}
