function lambda(input, callback) {
  callback(...input.payload);
}
