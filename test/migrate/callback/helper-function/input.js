function lambda(input, callback) {
  const fail = (text) => callback(new Error(text));
  function succeed(value) {
    console.info('done');
    callback(null, value);
  }
  if (input.payload.fail) {
    fail('asked to fail');
    return;
  }
  succeed(input.payload.value);
}
