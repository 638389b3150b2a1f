async function lambda(
  input /* what came*/ // what to call
) {
  return input.payload;
}
