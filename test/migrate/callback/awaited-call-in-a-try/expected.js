const load = async (x) => { if (!x) throw new Error('nothing'); return x; };
async function lambda(input, callback) {
  try {
    // migrate: [callback] Whether this is a failure shows only when it runs. Throw the failure, or return the result.
    await load(input.payload).then((x) => callback(x === 1 ? null : new Error('not one'), x));
  } catch (e) {
    console.error(e.message);
    callback(new Error('caught'));
  }
}
