async function lambda(input) {
  const timer = setTimeout(() => {}, 5);
  return load(input.payload.n)
    .then((n) => n)
    .catch((error) => { throw error; })
    .finally(() => {
      clearTimeout(timer);
      console.info('done');
    });
}

async function load(n) {
  if (n === 1) throw new Error('one');
  return n;
}
