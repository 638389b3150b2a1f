// The body is an expression.
async function lambda(input) {
  return load(input.payload.n)
    .then((n) => `${n}
  is here`)
    .catch((error) => { throw error; });
}

async function load(n) {
  if (n === 1) throw new Error('one');
  return n;
}
