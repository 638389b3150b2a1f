function lambda(input, callback) {
  callback(
    // no error
    null,
    { a: 1 } // the result
  );
}
