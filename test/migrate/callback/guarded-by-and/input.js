function lambda(input, callback) {
  if (!input.payload) throw new Error('nothing');
  input.payload.a && callback(null, input.payload.a);
}
