const load = (x, done) => setTimeout(() => done(x.fails ? new Error('failed') : null, x), 0);
function lambda(input, callback) {
  load(input.payload, (err, x) => {
    if (err != null) return callback(err);
    callback(null, err ? err : x);
  });
}
