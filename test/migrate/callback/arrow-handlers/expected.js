async function lambda(input) {
  return load(input).then(r => r, e => { throw e; });
}
async function load(x) { return x.payload; }
