function later(value, done) { setTimeout(() => done(value), 0); }
const load = async (x) => x;
async function lambda(input) {
  return new Promise((resolve, reject) => later(input.payload, (value) => { load(value).then(resolve, reject); }));
}
