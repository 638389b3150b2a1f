const load = (x) => x;
function lambda(input, callback) {
  if (input.payload === 1) callback(load(1), load(2));
  else if (input.payload === 2) setTimeout(() => callback(new Error('x'), load(2)), 0);
  else Promise.resolve(1).then(() => callback(new Error('x'), load(2)));
}
