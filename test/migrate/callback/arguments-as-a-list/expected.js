function lambda(input, callback) {
  // migrate: [callback] The arguments of the callback are not visible. Return the result, or throw the failure.
  callback(...input.payload);
}
