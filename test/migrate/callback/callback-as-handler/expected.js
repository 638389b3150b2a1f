async function lambda(input) {
  return load(input).then(r => r);
}
async function load(x) { return x.payload; }
