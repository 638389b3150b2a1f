function lambda(input, callback, context) {
  callback(null, context);
}
