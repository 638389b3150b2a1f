function lambda(input, callback) {
  ({ a, b } = { a: 1, b: 2 });
  [first] = [3];
  callback(null, a + b + first);
}
