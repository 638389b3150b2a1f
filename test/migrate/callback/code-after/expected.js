function lambda(input, callback) {
  if (!input.payload.ok) {
    // migrate: [callback] Code runs after the callback. V2 ends the function when it returns, so do this work before, or leave it out.
    callback(new Error('not ok'));
  }
  console.info('goes on');
  callback(null, 'ok');
}
