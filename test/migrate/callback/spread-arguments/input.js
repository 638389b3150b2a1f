function lambda(input, callback) {
  const args = [1];
  function h(a, b, done) { done(null, [a, b]); }
  h(...args, 2, callback);
}
