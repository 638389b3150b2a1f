function lambda(input, callback) {
  // migrate: [callback] Code runs after the callback. V2 ends the function when it returns, so do this work before, or leave it out.
  load(input.payload.n)
    .then((n) => callback(null, n))
    .catch(callback)
    .finally(() => input.payload.done.push('done'));
}

async function load(n) {
  return n;
}
