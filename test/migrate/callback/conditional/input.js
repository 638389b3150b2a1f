function lambda(input, callback) {
  input.payload.ok ? callback(null, { ok: true }) : callback(new Error('not ok'));
}
