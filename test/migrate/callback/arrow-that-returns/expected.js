async function lambda(input) {
  return { n: input.payload.n };
}
