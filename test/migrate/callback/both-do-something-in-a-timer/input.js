const load = (x) => x;
function lambda(input, callback) {
  setTimeout(() => callback(new Error('x'), load(2)), 0);
}
