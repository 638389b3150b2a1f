const load = (x) => x;
function lambda(input, callback) {
  // migrate: [callback] Whether this is a failure shows only when it runs. Throw the failure, or return the result.
  if (input.payload === 1) callback(load(1), load(2));
  else if (input.payload === 2) setTimeout(() => callback(new Error('x'), load(2)), 0);
  else Promise.resolve(1).then(() => callback(new Error('x'), load(2)));
}
