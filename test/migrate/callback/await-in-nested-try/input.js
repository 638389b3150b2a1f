async function lambda(input, callback) {
  try {
    try {
      await load();
    } catch (inner) {
      callback(new Error('inner'));
      return;
    }
    callback(null, 1);
  } catch (outer) {
    console.error('outer');
    callback(outer);
  }
}
async function load() {}
