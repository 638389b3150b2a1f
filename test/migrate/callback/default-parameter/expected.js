function lambda(input, callback) {
  // migrate: [callback] The callback is used in a way that was not understood. Return the result, or throw the failure.
  function finish(value, done = callback) { done(null, value); }
  finish(input.payload.a);
}
