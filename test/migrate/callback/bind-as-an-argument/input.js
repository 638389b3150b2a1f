function later(value, done) { setTimeout(() => done(value.error, value), 0); }
function lambda(input, callback) {
  if (input.payload.plain) later(input.payload, callback.bind(this));
  else if (input.payload.bound) later(input.payload, callback.bind(null, null));
  else later(input.payload, callback.bind(undefined));
}
