function lambda(input, callback) {
  // migrate: [callback] An argument of the callback is a list with commas. Write its parts as statements.
  callback(null, (console.info('x'), 1));
}
