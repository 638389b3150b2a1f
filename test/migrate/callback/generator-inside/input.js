function lambda(input, callback) {
  const run = function* () { callback(null, yield 1); };
  run().next();
}
