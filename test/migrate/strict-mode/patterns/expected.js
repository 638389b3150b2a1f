let a, b, first;

async function lambda(input) {
  ({ a, b } = { a: 1, b: 2 });
  [first] = [3];
  return a + b + first;
}
