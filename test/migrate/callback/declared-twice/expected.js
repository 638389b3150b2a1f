// migrate: [callback] The callback gets another value here. Return the result, or throw the failure.
// migrate: [strict-mode] An ES module does not allow this: Argument name clash.
function lambda(callback, callback) {
  callback(null, 1);
}
