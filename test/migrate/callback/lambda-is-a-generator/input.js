function* lambda(input, callback) {
  callback(null, yield input);
}
