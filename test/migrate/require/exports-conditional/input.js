async function lambda(input, callback) {
  callback(null, 'ok');
}

if (typeof module !== 'undefined') {
  module.exports.lambda = lambda;
}
