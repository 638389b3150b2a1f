function lambda(input, callback) {
  (async () => {
    if (!input.payload.a) throw new Error('none');
    callback(null, input.payload.a);
  })().catch(callback);
}
