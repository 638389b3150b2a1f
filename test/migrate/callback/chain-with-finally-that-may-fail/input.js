function lambda(input, callback) {
  load(input.payload.n)
    .then((n) => callback(null, n))
    .catch(callback)
    .finally(() => input.payload.done.push('done'));
}

async function load(n) {
  return n;
}
