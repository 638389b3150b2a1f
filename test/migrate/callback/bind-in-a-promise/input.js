function later(value, done) { setTimeout(() => done(value), 0); }
const load = async (x) => x;
function lambda(input, callback) {
  later(input.payload, (value) => { load(value).then(callback.bind(null, null), callback.bind(null)); });
}
