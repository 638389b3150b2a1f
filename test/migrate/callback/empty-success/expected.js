const load = async (x) => x;
async function lambda(input) {
  return load(input.payload).then(() => undefined, (e) => { throw e; });
}
