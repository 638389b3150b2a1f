async function lambda(input, callback) {
  // migrate: [callback] Code runs after the callback. V2 ends the function when it returns, so do this work before, or leave it out.
  try {
    callback(null, await load(input));
  } catch (e) {
    callback(e);
  } finally {
    console.info('end');
  }
}
async function load(x) { return x.payload; }
