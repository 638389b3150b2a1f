function lambda(input, callback) {
  later(input.payload, callback);
}
const later = require('util').callbackify(async (x) => x);
