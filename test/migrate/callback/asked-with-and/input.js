async function lambda(input, callback) {
  if (!input.payload.a) {
    return callback && callback(new Error('missing'));
  }
  typeof callback === 'function' && callback(null, input.payload.n);
}
