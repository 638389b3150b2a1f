const load = (x, done) => setTimeout(() => done(x.fails ? new Error('failed') : null, x), 0);
async function lambda(input) {
  return new Promise((resolve, reject) => load(input.payload, (err, x) => {
    if (err != null) return reject(err);
    resolve(err ? err : x);
  }));
}
