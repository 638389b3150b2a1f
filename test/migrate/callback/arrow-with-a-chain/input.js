// The body is an expression.
const lambda = (input, callback) => load(input.payload.n)
  .then((n) => callback(null, `${n}
  is here`))
  .catch((error) => callback(error));

async function load(n) {
  if (n === 1) throw new Error('one');
  return n;
}
