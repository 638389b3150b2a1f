async function lambda(input, callback) {
  try {
    callback(null, await load(input));
  } catch (e) {
    callback(e);
  } finally {
    await close(input);
  }
}
async function load(x) { return x.payload; }
async function close(x) { if (x.payload) throw new Error('not closed'); }
