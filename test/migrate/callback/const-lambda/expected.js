async function lambda(input) {
  if (input.payload) return input.payload;
  throw new Error('nothing');
}
