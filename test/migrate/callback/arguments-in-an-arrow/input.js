function lambda(input, callback) {
  const last = () => arguments[1];
  last()(null, 1);
  callback(null, 2);
}
