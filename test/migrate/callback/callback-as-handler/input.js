function lambda(input, callback) {
  load(input).then(r => callback(null, r)).catch(callback);
}
async function load(x) { return x.payload; }
