async function lambda(input, callback) {
  for (const item of input.payload.items) {
    if (item > 2) {
      callback(null, item);
      return;
    }
  }
  callback(null, 'none');
}
