function lambda(input, callback) {
  // migrate: [callback] The function that gets the callback reads its arguments by their number.
  function h(done, x) { done(null, arguments[1]); }
  h(callback, 5);
}
