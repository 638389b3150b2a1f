const load = async (x) => x;
const later = (x, done) => setTimeout(done, 0, null, x);
async function lambda(input, callback) {
  later(await load(input.payload), (e, x) => callback(e, x));
}
