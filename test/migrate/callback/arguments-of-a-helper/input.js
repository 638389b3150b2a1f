function lambda(input, callback) {
  function h(done, x) { done(null, arguments[1]); }
  h(callback, 5);
}
