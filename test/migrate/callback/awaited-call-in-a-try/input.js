const load = async (x) => { if (!x) throw new Error('nothing'); return x; };
async function lambda(input, callback) {
  try {
    await load(input.payload).then((x) => callback(x === 1 ? null : new Error('not one'), x));
  } catch (e) {
    console.error(e.message);
    callback(new Error('caught'));
  }
}
