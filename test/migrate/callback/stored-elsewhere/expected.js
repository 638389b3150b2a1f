let last;
function lambda(input, callback) {
  // migrate: [callback] Code runs after the callback. V2 ends the function when it returns, so do this work before, or leave it out.
  last = callback;
  const done = callback || last;
  done(null, 1);
}
