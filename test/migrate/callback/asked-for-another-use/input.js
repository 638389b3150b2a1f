function lambda(input, callback) {
  const isThere = !!callback;
  callback(null, isThere);
}
