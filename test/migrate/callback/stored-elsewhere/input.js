let last;
function lambda(input, callback) {
  last = callback;
  const done = callback || last;
  done(null, 1);
}
