function lambda(input, callback) {
  function finish(value, done = callback) { done(null, value); }
  finish(input.payload.a);
}
