async function lambda(input, callback) {
  module.exports.count = (module.exports.count || 0) + 1;
  callback(null, module.exports.count);
}
