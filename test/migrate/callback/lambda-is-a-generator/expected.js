// migrate: [callback] The lambda is a generator.
function* lambda(input, callback) {
  callback(null, yield input);
}
