async function lambda(input, callback) {
  // migrate: [callback] Code runs after the callback. V2 ends the function when it returns, so do this work before, or leave it out.
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
