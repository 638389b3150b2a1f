function lambda(input, callback) {
  setTimeout(() => callback(null, input.payload), 1);
}
