const read = (name) => process.env[name];
function lambda(input, callback) {
  callback(null, read('BRAND_ID'));
}
