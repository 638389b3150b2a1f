async function lambda(input, callback) {
  try {
    const data = await load(input.payload);
    if (!data) return callback(new Error('nothing found'));
    return callback(null, data);
  } catch (error) {
    callback(error);
  }
}
async function load(x) { return x; }
