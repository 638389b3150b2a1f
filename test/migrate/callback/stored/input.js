function lambda(input, callback) {
  const cb = callback;
  if (!input.payload.ok) return cb(new Error('bad'));
  cb(null, 'ok');
}
