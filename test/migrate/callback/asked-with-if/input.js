function lambda(input, callback) {
  if (typeof callback !== 'function') throw new Error('run this on the platform');
  const { a, n } = input.payload;
  if (!a && callback) return callback('not a');
  if (callback) {
    // The platform gets an object.
    const answer = {
      n,
    };
    callback(null, answer);
  } else {
    console.info(n);
  }
}
