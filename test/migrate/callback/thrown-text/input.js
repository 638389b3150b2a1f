async function lambda(input, callback) {
  try {
    const text = input.payload.text;
    if (text) throw text;
    callback(null, 'none');
  } catch (e) {
    callback(e);
  }
}
