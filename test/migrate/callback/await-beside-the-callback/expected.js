const load = async (x) => x;
const later = (x, done) => setTimeout(done, 0, null, x);
async function lambda(input, callback) {
  // migrate: [callback] The callback is used in a way that was not understood. Return the result, or throw the failure.
  later(await load(input.payload), (e, x) => callback(e, x));
}
