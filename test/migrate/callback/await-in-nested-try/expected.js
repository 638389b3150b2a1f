async function lambda(input) {
  try {
    try {
      await load();
    } catch (inner) {
      return Promise.reject(new Error('inner'));
    }
    return 1;
  } catch (outer) {
    console.error('outer');
    throw outer;
  }
}
async function load() {}
