function lambda(input, callback) {
  load(input).then(r => callback(null, r), e => callback(e));
}
async function load(x) { return x.payload; }
