function lambda(input, callback) {
  const run = function* () { callback(null, yield 1); };
  // migrate: [callback] The callback is used in a way that was not understood. Return the result, or throw the failure.
  run().next();
}
