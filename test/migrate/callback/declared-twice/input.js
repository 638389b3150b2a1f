function lambda(callback, callback) {
  callback(null, 1);
}
