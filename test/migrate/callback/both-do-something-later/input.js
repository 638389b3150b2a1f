const load = (x) => x;
function lambda(input, callback) {
  Promise.resolve(1).then(() => callback(new Error('x'), load(2)));
}
