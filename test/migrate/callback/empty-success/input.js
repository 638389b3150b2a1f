const load = async (x) => x;
function lambda(input, callback) {
  load(input.payload).then(() => callback(), (e) => callback(e));
}
