async function lambda(input, callback) {
  return Promise.resolve(callback(null, input.payload));
}
