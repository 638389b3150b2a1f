async function lambda(input, callback) {
  try {
    callback(null, await load(input));
  } catch (e) {
    callback(e);
  } finally {
    console.info('end');
  }
}
async function load(x) { return x.payload; }
