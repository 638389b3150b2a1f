function lambda(input, callback) {
  // migrate: [callback] The function that gets the callback reads its arguments by their number.
  const last = () => arguments[1];
  last()(null, 1);
  callback(null, 2);
}
