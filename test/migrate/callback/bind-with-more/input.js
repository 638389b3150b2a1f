function lambda(input, callback) {
  setTimeout(callback.bind(null, null, input.payload), 0);
}
