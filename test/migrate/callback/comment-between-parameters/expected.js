async function lambda(input /* what came */) {
  return input.payload;
}
