function lambda(input, callback) {
  count = (global.count || 0) + 1;
  callback(null, count);
}
