function lambda(input, callback) {
  if (input) {
    function answer() { return 1; }
  }
  callback(null, answer());
}
