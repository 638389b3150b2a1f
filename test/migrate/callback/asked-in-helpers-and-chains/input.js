function lambda(input, callback) {
  if (input.payload.a) return send(input.payload, callback);
  load(input.payload.n)
    .then((n) => callback && callback(null, n))
    .catch((error) => {
      if (callback) callback(error);
    });
}

function send({ n }, done) {
  setTimeout(() => {
    if (n === 2) return done && done(new Error('two'));
    if (done) {
      done(null, n);
    }
  }, 1);
}

async function load(n) {
  if (n === 1) throw new Error('one');
  return n;
}
