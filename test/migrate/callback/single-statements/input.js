function lambda(input, callback) {
  if (input.payload.a) callback(input.payload.e, 1);
  else callback(input.payload.e);
}
