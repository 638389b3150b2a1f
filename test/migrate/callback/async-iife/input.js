function lambda(input, callback) {
  (async () => {
    try {
      callback(null, await load(input));
    } catch (e) {
      callback(e);
    }
  })();
}
async function load(x) { return x.payload; }
