function lambda(input, callback) {
  // migrate: [callback] The callback is called from a loop that goes on after it. Find the value first, and return it then.
  input.payload.items.forEach((item) => {
    if (item > 2) callback(null, item);
  });
}
