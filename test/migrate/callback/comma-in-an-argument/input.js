function lambda(input, callback) {
  callback(null, (console.info('x'), 1));
}
