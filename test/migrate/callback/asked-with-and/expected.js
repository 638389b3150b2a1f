async function lambda(input) {
  if (!input.payload.a) {
    throw new Error('missing');
  }
  return input.payload.n;
}
