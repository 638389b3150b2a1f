function lambda(
  input, // what came
  callback // what to call
) {
  callback(null, input.payload);
}
