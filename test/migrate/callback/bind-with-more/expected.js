function lambda(input, callback) {
  // migrate: [callback] The callback is used in a way that was not understood. Return the result, or throw the failure.
  setTimeout(callback.bind(null, null, input.payload), 0);
}
