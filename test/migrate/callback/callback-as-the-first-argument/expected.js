function answer(value) { return value; }
async function lambda(input) {
  return answer(input.payload);
}
