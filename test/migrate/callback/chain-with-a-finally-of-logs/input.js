function lambda(input, callback) {
  const timer = setTimeout(() => {}, 5);
  load(input.payload.n)
    .then((n) => callback(null, n))
    .catch((error) => callback(error))
    .finally(() => {
      clearTimeout(timer);
      console.info('done');
    });
}

async function load(n) {
  if (n === 1) throw new Error('one');
  return n;
}
