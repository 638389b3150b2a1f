async function lambda(input, callback) {
  try {
    const data = await load(input.payload);
    if (!data) {
      callback(new Error('nothing found'));
      return;
    }
    callback(null, data);
  } catch (error) {
    console.error('unexpected', error.message);
    callback(error);
  }
}
async function load(x) { return x; }
