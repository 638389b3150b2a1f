const load = (x) => x;
function lambda(input, callback) {
  // migrate: [callback] Both arguments of the callback do something. Write them as statements of their own.
  setTimeout(() => callback(new Error('x'), load(2)), 0);
}
