async function lambda(input) {
  if (input.payload.a) return send(input.payload);
  return load(input.payload.n)
    .then((n) => n)
    .catch((error) => {
      throw error;
    });
}

function send({ n }) {
  return new Promise((resolve, reject) => setTimeout(() => {
    if (n === 2) return reject(new Error('two'));
    resolve(n);
  }, 1));
}

async function load(n) {
  if (n === 1) throw new Error('one');
  return n;
}
