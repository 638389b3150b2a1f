function lambda(input, callback) {
  // Says hello.
  const name = input.payload.name;
  callback(null, `Hello ${name}`);
}
