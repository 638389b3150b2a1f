async function lambda(input) {
  const { a, n } = input.payload;
  if (!a) throw new Error('not a');
  // The platform gets an object.
  const answer = {
    n,
  };
  return answer;
}
