async function lambda(input, callback) {
  if (input.payload.ok) {
    callback(null, 'ok');
  }
}
