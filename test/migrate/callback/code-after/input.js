function lambda(input, callback) {
  if (!input.payload.ok) {
    callback(new Error('not ok'));
  }
  console.info('goes on');
  callback(null, 'ok');
}
