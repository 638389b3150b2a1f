function lambda(input, callback) {
  if (input.payload.name) {
    function greeting() { return `Hello ${input.payload.name}`; }
  }
  callback(null, greeting());
}
