const prefix = String('n');
async function lambda(input) {
  return prefix + input.payload.n;
}
