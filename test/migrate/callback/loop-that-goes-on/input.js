function lambda(input, callback) {
  input.payload.items.forEach((item) => {
    if (item > 2) callback(null, item);
  });
}
