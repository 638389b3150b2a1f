function lambda(input /* what came */, callback) {
  callback(null, input.payload);
}
