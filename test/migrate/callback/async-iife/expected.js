async function lambda(input) {
  return (async () => {
    try {
      return await load(input);
    } catch (e) {
      throw e;
    }
  })();
}
async function load(x) { return x.payload; }
