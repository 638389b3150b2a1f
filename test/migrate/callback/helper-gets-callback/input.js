function lambda(input, callback) {
  respond(input.payload, callback);
}

function respond(payload, done) {
  if (payload.fail) return done(new Error('failed'));
  done(null, payload.value);
}
